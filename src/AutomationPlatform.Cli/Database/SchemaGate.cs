using AutomationPlatform.Application;
using AutomationPlatform.Application.Database;
using AutomationPlatform.Cli.Console;

namespace AutomationPlatform.Cli.Database;

/// <summary>Sees to it that the database has the schema that this program knows, before anything else is asked of it.</summary>
internal static class SchemaGate
{
    private const string Sqlite = "sqlite";

    /// <summary>Applies what is pending on SQLite, or where it was asked for; otherwise refuses with the command to type.</summary>
    /// <exception cref="DatabaseUnavailableException">The schema is older than this program, and it was not asked to migrate.</exception>
    internal static async Task PassAsync(
        IDatabase database,
        bool migrate,
        Terminal terminal,
        CancellationToken cancellationToken
    )
    {
        var status = await database.GetStatusAsync(cancellationToken);
        if (status.Pending.Count == 0)
            return;
        if (status.Kind != Sqlite && !migrate)
            throw new DatabaseUnavailableException(
                $"the database {database.Description} lacks {Migrations(status.Pending.Count)}; "
                    + "type `apc db migrate`, or repeat the command with --migrate"
            );
        var applied = await database.MigrateAsync(cancellationToken);
        if (applied.Count > 0)
            terminal.Note($"{database.Description}: {(status.SchemaVersion == 0 ? "made" : "upgraded")}");
    }

    internal static string Migrations(int count) => count == 1 ? "1 migration" : $"{count} migrations";
}
