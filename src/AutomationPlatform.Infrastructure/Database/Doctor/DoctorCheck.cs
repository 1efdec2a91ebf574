namespace AutomationPlatform.Infrastructure.Database.Doctor;

/// <summary>One thing that must hold, and what is done where it does not.</summary>
internal sealed class DoctorCheck(string name, string subject)
{
    /// <summary>The check's name, in findings and in the documentation.</summary>
    internal string Name { get; } = name;

    /// <summary>What holds when all is well, for people who wait.</summary>
    internal string Subject { get; } = subject;

    /// <summary>A query of <c>subject, problem</c>: one statement, so that it sees one moment of a living database.</summary>
    internal required string Find { get; init; }

    /// <summary>What to do about a finding.</summary>
    internal required string Remedy { get; init; }

    /// <summary>What mends it; null when nothing can without a doubt. Every statement of it looks again before it changes
    /// anything, because others may have worked in the meantime.</summary>
    internal Func<ReadSession, CancellationToken, Task>? Repair { get; init; }

    /// <summary>What was done, for findings that were mended.</summary>
    internal string Repaired { get; init; } = "";

    /// <summary>A repair of single statements, each a transaction of its own.</summary>
    internal static Func<ReadSession, CancellationToken, Task> By(string sql) =>
        (session, cancellationToken) => session.ExecuteAsync(sql, cancellationToken);
}
