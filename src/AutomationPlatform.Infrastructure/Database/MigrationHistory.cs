namespace AutomationPlatform.Infrastructure.Database;

/// <summary>One step of the schema.</summary>
/// <param name="Version">Its number, from 1.</param>
/// <param name="Name">The identifier of its migration, the same on both databases.</param>
/// <param name="OldestProgram">The schema version that a program must know at least to work with it.</param>
internal sealed record SchemaStep(int Version, string Name, int OldestProgram);

/// <summary>The steps of the schema that this program knows; a test holds them to the migrations.</summary>
internal static class MigrationHistory
{
    /// <summary>The mapper's own table of applied migrations.</summary>
    internal const string Table = "__EFMigrationsHistory";

    /// <summary>The mapper's own lock on SQLite.</summary>
    internal const string LockTable = "__EFMigrationsLock";

    /// <summary>Every step, in order.</summary>
    internal static readonly IReadOnlyList<SchemaStep> Steps =
    [
        new(1, "20261123000000_Initial", OldestProgram: 1),
        new(2, "20261124000000_ExecutionControl", OldestProgram: 1),
        new(3, "20261125000000_AuditTrail", OldestProgram: 3),
        new(4, "20261125000100_Outbox", OldestProgram: 4),
        new(5, "20261125000200_Privacy", OldestProgram: 5),
        new(6, "20261125000300_Engines", OldestProgram: 5),
    ];

    /// <summary>The number of the newest step.</summary>
    internal static int ProgramVersion => Steps[^1].Version;
}
