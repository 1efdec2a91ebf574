using AutomationPlatform.Application;

namespace AutomationPlatform.Infrastructure.Database;

/// <summary>What a database says of its own schema.</summary>
/// <param name="Version">The newest step applied; 0 before the first.</param>
/// <param name="OldestProgram">The schema version that a program must know at least; 0 before the first step.</param>
internal sealed record SchemaState(int Version, int OldestProgram)
{
    /// <summary>Before the first step.</summary>
    internal static readonly SchemaState Empty = new(0, 0);

    /// <summary>The steps this program knows and the database lacks.</summary>
    internal IReadOnlyList<SchemaStep> Pending => [.. MigrationHistory.Steps.Where(step => step.Version > Version)];

    /// <summary>Refuses a schema whose newest step does not admit this program any more.</summary>
    /// <exception cref="DatabaseUnavailableException">It is newer than this program can work with.</exception>
    internal SchemaState RequireAdmitted(string description) =>
        OldestProgram <= MigrationHistory.ProgramVersion
            ? this
            : throw new DatabaseUnavailableException(
                $"{description} has schema version {Version}, which needs a program that knows version {OldestProgram} "
                    + $"at least; this one knows {MigrationHistory.ProgramVersion}. Use a newer release of this program."
            );
}
