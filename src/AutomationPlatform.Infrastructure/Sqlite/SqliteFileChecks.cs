using AutomationPlatform.Infrastructure.Database.Doctor;

namespace AutomationPlatform.Infrastructure.Sqlite;

/// <summary>What only SQLite can be asked: whether its file is whole, and whether rows that were written with its checks
/// or foreign keys switched off obey them.</summary>
internal static class SqliteFileChecks
{
    internal static IReadOnlyList<DoctorCheck> All { get; } =
    [
        new("file", "the file is whole and its rows obey their checks")
        {
            Find = """
                SELECT 'file' AS subject, integrity_check AS problem
                FROM pragma_integrity_check WHERE integrity_check <> 'ok'
                """,
            Remedy = "a damaged file or a forged row: restore a copy of the file",
        },
        new("foreign-key", "foreign keys hold")
        {
            Find = """
                SELECT "table" || ' row ' || CAST(rowid AS text) AS subject,
                       'it refers to a ' || parent || ' that is not there' AS problem
                FROM pragma_foreign_key_check
                """,
            Remedy = "its parent was removed past the platform: restore a copy of the file",
        },
    ];
}
