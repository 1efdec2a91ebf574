using System.Data;
using System.Data.Common;
using System.Text.Json;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Infrastructure.Database;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace AutomationPlatform.Infrastructure.Sqlite;

/// <summary>Reading on SQLite: identifiers and instants as text, lists as JSON arrays.</summary>
internal sealed class SqliteReadConnections(SqliteDatabaseFile file) : IReadConnections
{
    private const string ContainsFunction = "apc_contains";

    private const string InList = "IN (SELECT value FROM json_each(";

    public string HeldItems =>
        """
            (SELECT c.id AS claim_id, c.worker_id, c.run_id, ids.value AS id, versions.value AS version
             FROM claim c, json_each(c.item_execution_ids) ids, json_each(c.versions) versions
             WHERE versions.key = ids.key) held
            """;

    public async Task<DbConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = await file.OpenToReadAsync(cancellationToken);
        // SQLite's own LIKE knows the case of ASCII letters only.
        connection.CreateFunction<string?, string, bool>(ContainsFunction, HasText, isDeterministic: true);
        return connection;
    }

    public Task<DbTransaction> BeginSnapshotAsync(DbConnection connection, CancellationToken cancellationToken) =>
        Task.FromResult<DbTransaction>(
            ((SqliteConnection)connection).BeginTransaction(IsolationLevel.Serializable, deferred: true)
        );

    // The driver's calls are synchronous and look at their token only before they begin.
    public IDisposable InterruptOn(DbConnection connection, CancellationToken cancellationToken)
    {
        var handle = ((SqliteConnection)connection).Handle;
        return cancellationToken.Register(() => raw.sqlite3_interrupt(handle));
    }

    public void Bind(DbCommand command, string name, object value) =>
        ((SqliteCommand)command).Parameters.AddWithValue(name, Form(value));

    public DateTimeOffset ReadInstant(DbDataReader reader, int column) =>
        SqliteForm.ToInstant(reader.GetString(column));

    public string Clock(int secondsFromNow) => SqliteForm.ClockFromNow(secondsFromNow);

    public string IsOneOf(string column, string parameter) => $"{column} {InList}{parameter}))";

    public string Contains(string column, string parameter) => $"{ContainsFunction}({column}, {parameter})";

    public string ToPattern(string text) => text;

    public void ThrowIfTrouble(DbException cause) => SqliteErrors.ThrowIfTrouble(cause, file.Description);

    private static object Form(object value) =>
        value switch
        {
            Guid id => SqliteForm.Of(id),
            IEnumerable<Guid> ids => $"[{string.Join(',', ids.Select(id => $"\"{SqliteForm.Of(id)}\""))}]",
            IEnumerable<int> numbers => $"[{string.Join(',', numbers)}]",
            DateTimeOffset instant => SqliteForm.Of(instant),
            ExecutionStatus status => status.Name(),
            _ => value,
        };

    private static bool HasText(string? text, string part) =>
        text is not null
        && (
            text.Contains(part, StringComparison.OrdinalIgnoreCase)
            || (text.Contains('\\') && HasUnescapedText(text, part))
        );

    // JSON may spell a letter as an escape, which PostgreSQL's jsonb has long undone when it is asked.
    private static bool HasUnescapedText(string text, string part)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return HasUnescapedText(document.RootElement, part);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool HasUnescapedText(JsonElement element, string part) =>
        element.ValueKind switch
        {
            JsonValueKind.String => element.GetString()!.Contains(part, StringComparison.OrdinalIgnoreCase),
            JsonValueKind.Array => element.EnumerateArray().Any(e => HasUnescapedText(e, part)),
            JsonValueKind.Object => element
                .EnumerateObject()
                .Any(m => m.Name.Contains(part, StringComparison.OrdinalIgnoreCase) || HasUnescapedText(m.Value, part)),
            _ => false,
        };
}
