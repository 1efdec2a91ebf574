using System.CommandLine;

namespace AutomationPlatform.Cli;

/// <summary>What every command understands.</summary>
internal static class GlobalOptions
{
    internal static readonly Option<string?> Database = new("--db")
    {
        Description =
            "postgresql://…, sqlite:PATH, or file:PATH that holds such a URL (default: DATABASE_URL, else sqlite:.apc/apc.db)",
        HelpName = "URL",
        Recursive = true,
    };

    internal static readonly Option<bool> Json = new("--json")
    {
        Description = "Print one JSON document to standard output",
        Recursive = true,
    };

    internal static readonly Option<bool> Migrate = new("--migrate")
    {
        Description = "Apply a newer schema to a PostgreSQL database by itself (SQLite always does)",
        Recursive = true,
    };

    internal static IReadOnlyList<Option> All { get; } = [Database, Json, Migrate];
}
