using AutomationPlatform.Application;
using AutomationPlatform.Cli.Console;

namespace AutomationPlatform.Cli.Database;

/// <summary>Sees to it that the database has the schema that this program knows, before anything else is asked of it.</summary>
internal static class SchemaGate
{
    private const string Sqlite = "sqlite";

    /// <summary>Applies what is pending on SQLite, or where it was asked for; otherwise refuses with the command to type.</summary>
    /// <exception cref="DatabaseUnavailableException">The schema is older than this program, and it was not asked to migrate.</exception>
    internal static async Task PassAsync(
        Platform platform,
        bool migrate,
        Terminal terminal,
        CancellationToken cancellationToken
    )
    {
        var database = platform.Database;
        var status = await database.GetStatusAsync(cancellationToken);
        if (status.Pending.Count == 0)
            return;
        if (status.Kind != Sqlite && !migrate)
            throw new DatabaseUnavailableException(
                $"the database {database.Description} lacks {Migrations(status.Pending.Count)}; "
                    + "type `apc db migrate`, or repeat the command with --migrate"
            );
        var applied = await MigrateAsync(platform, cancellationToken);
        if (applied.Count > 0)
            terminal.Note($"{database.Description}: {(status.SchemaVersion == 0 ? "made" : "upgraded")}");
    }

    /// <summary>Applies what is pending, and logs it.</summary>
    /// <returns>The migrations that were applied.</returns>
    internal static async Task<IReadOnlyList<string>> MigrateAsync(
        Platform platform,
        CancellationToken cancellationToken
    )
    {
        var applied = await platform.Database.MigrateAsync(cancellationToken);
        if (applied.Count == 0)
            return applied;
        await DatabaseEntries.LogMigrationAsync(platform, applied, cancellationToken);
        return applied;
    }

    internal static string Migrations(int count) => count == 1 ? "1 migration" : $"{count} migrations";
}
