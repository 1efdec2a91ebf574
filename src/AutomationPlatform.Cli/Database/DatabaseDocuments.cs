using AutomationPlatform.Application.Database;

namespace AutomationPlatform.Cli.Database;

/// <summary>What <c>db migrate --json</c> says.</summary>
internal sealed record MigrationDocument(string Database, IReadOnlyList<string> Applied);

/// <summary>What <c>db backup --json</c> says.</summary>
internal sealed record BackupDocument(string Database, string Path, long SizeBytes);

/// <summary>What <c>db status --json</c> says.</summary>
internal sealed record DatabaseStatusDocument(
    string Kind,
    string Location,
    string ServerVersion,
    int SchemaVersion,
    int ProgramSchemaVersion,
    IReadOnlyList<string> Pending,
    long SizeBytes
)
{
    internal static DatabaseStatusDocument Of(DatabaseStatus status) =>
        new(
            status.Kind,
            status.Location,
            status.ServerVersion,
            status.SchemaVersion,
            status.ProgramSchemaVersion,
            status.Pending,
            status.SizeBytes
        );
}
