using System.Text.Json;
using AutomationPlatform.Application;
using AutomationPlatform.Application.Audit;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.IntegrationTests.Databases;

namespace AutomationPlatform.IntegrationTests.Conformance;

/// <summary>Eyes on the activity log.</summary>
internal static class AuditLogReading
{
    private static readonly CancellationToken Token = CancellationToken.None;

    /// <summary>Entries about one thing, oldest first.</summary>
    internal static async Task<List<LoggedEntry>> EntriesAsync(this TestDatabase database, object entity) =>
        [.. (await database.LogAsync(new AuditFilter { Entity = $"{entity}" })).Reverse()];

    /// <summary>The only entry about one thing.</summary>
    internal static async Task<LoggedEntry> EntryAsync(this TestDatabase database, object entity) =>
        Assert.Single(await database.EntriesAsync(entity));

    /// <summary>Entries, newest first.</summary>
    internal static async Task<IReadOnlyList<LoggedEntry>> LogAsync(this TestDatabase database, AuditFilter filter) =>
        (await database.Get<IAuditLog>().ListAsync(filter, new PageRequest(PageRequest.MaximumLimit), Token)).Rows;

    /// <summary>How many entries there are.</summary>
    internal static async Task<long> CountEntriesAsync(this TestDatabase database) =>
        Convert.ToInt64(await database.ScalarAsync("SELECT count(*) FROM audit_entry"));

    /// <summary>A field as text: <c>before → after</c>.</summary>
    internal static string? Field(this LoggedEntry entry, string field)
    {
        using var changes = JsonDocument.Parse(entry.Changes ?? "{}");
        return changes.RootElement.TryGetProperty(field, out var change)
            ? $"{change.GetProperty("before")} → {change.GetProperty("after")}"
            : null;
    }

    /// <summary>The chain as the database has it, in order.</summary>
    internal static async Task<List<AuditLink>> LinksAsync(this TestDatabase database)
    {
        await using var connection = await database.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT position, entry_id, hash, previous_hash FROM audit_link ORDER BY position";
        await using var reader = await command.ExecuteReaderAsync();
        var links = new List<AuditLink>();
        while (await reader.ReadAsync())
            links.Add(
                new AuditLink(
                    reader.GetInt64(0),
                    reader.GetGuid(1),
                    reader.GetFieldValue<byte[]>(2),
                    reader.IsDBNull(3) ? null : reader.GetFieldValue<byte[]>(3)
                )
            );
        return links;
    }

    /// <summary>The action and who did it, for the entries about a run.</summary>
    internal static async Task<string> ActionsAsync(this TestDatabase database, RunId run) =>
        string.Join(' ', (await database.EntriesAsync(run)).Select(entry => $"{entry.Action}/{entry.Actor}"));
}
