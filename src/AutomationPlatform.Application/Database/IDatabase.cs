namespace AutomationPlatform.Application.Database;

/// <summary>The database as an operator sees it: its schema, its health, its copy.</summary>
public interface IDatabase
{
    /// <summary>Where it is, for people and errors: kind, host or file, name; never a password.</summary>
    string Description { get; }

    /// <summary>Its size, schema version and what is pending, without changing anything and without loading the mapper.</summary>
    /// <exception cref="DatabaseUnavailableException">It cannot be reached, is not one of ours, or is newer than this program.</exception>
    Task<DatabaseStatus> GetStatusAsync(CancellationToken cancellationToken);

    /// <summary>Applies what is pending, one process at a time; copies a SQLite file first when it upgrades one.</summary>
    /// <returns>The migrations that were applied; empty when there was nothing to do.</returns>
    /// <exception cref="DatabaseUnavailableException">As for <see cref="GetStatusAsync"/>, or it is read-only.</exception>
    Task<IReadOnlyList<string>> MigrateAsync(CancellationToken cancellationToken);

    /// <summary>Copies the whole database to a new file, consistent while it is in use.</summary>
    /// <exception cref="ConflictException">The file exists.</exception>
    /// <exception cref="DatabaseUnavailableException">The copy failed; for PostgreSQL, <c>pg_dump</c> is missing or refused.</exception>
    Task BackUpAsync(string path, CancellationToken cancellationToken);

    /// <summary>Looks for what must not be: histories with gaps, states that differ from them, counts that differ from
    /// states, strays of the queue, left-overs of crashes, orphans.</summary>
    /// <param name="repair">True mends what can be mended without a doubt.</param>
    /// <param name="progress">Told of each check as it begins.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    Task<IReadOnlyList<DoctorFinding>> ExamineAsync(
        bool repair,
        IProgress<string>? progress,
        CancellationToken cancellationToken
    );
}

/// <summary>What a database is like.</summary>
/// <param name="Kind"><c>postgresql</c> or <c>sqlite</c>.</param>
/// <param name="Location">Host, port and name, or the file's path.</param>
/// <param name="ServerVersion">The version of the server or library.</param>
/// <param name="SchemaVersion">The number of migrations applied; 0 for an empty database.</param>
/// <param name="ProgramSchemaVersion">The number of migrations this program knows.</param>
/// <param name="Pending">The names of those that are missing.</param>
/// <param name="SizeBytes">Its size on disk.</param>
public sealed record DatabaseStatus(
    string Kind,
    string Location,
    string ServerVersion,
    int SchemaVersion,
    int ProgramSchemaVersion,
    IReadOnlyList<string> Pending,
    long SizeBytes
);

/// <summary>Something that must not be.</summary>
/// <param name="Check">The name of the check that found it.</param>
/// <param name="Subject">What it concerns, with its identifier.</param>
/// <param name="Problem">What is wrong.</param>
/// <param name="Remedy">What to do; says so when it was repaired.</param>
/// <param name="Repaired">True when it was mended.</param>
public sealed record DoctorFinding(string Check, string Subject, string Problem, string Remedy, bool Repaired);
