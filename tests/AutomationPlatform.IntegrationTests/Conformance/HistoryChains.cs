using System.Data.Common;
using System.Globalization;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.IntegrationTests.Databases;
using Xunit;

namespace AutomationPlatform.IntegrationTests.Conformance;

/// <summary>Computes the hashes of histories and results anew from what the database holds, and compares.</summary>
internal static class HistoryChains
{
    private const string Rows = """
        SELECT CAST(h.item_execution_id AS text), h.version, CAST(h.previous_status AS text), CAST(h.new_status AS text),
            h.changed_at, h.created_at, h.attempt, h.created_by, h.code, h.message, h.reason, h.result_hash,
            h.previous_hash
        FROM item_state_history h ORDER BY h.item_execution_id, h.version
        """;

    private const string Values = """
        SELECT CAST(e.result_payload AS text), h.result_hash
        FROM item_execution e JOIN item_state_history h ON h.item_execution_id = e.id
        WHERE e.result_payload IS NOT NULL AND h.new_status = 'COMPLETED'
        """;

    /// <summary>Every row carries the hash of the one before it, and every result has its own.</summary>
    internal static async Task CheckAsync(TestDatabase database)
    {
        await using var connection = await database.OpenAsync();
        await CheckRowsAsync(connection);
        await CheckResultsAsync(connection);
    }

    private static async Task CheckRowsAsync(DbConnection connection)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = Rows;
        await using var reader = await command.ExecuteReaderAsync();
        HistoryContent? before = null;
        while (await reader.ReadAsync())
        {
            var row = Read(reader);
            var expected =
                before?.ItemExecutionId == row.ItemExecutionId
                    ? Convert.ToHexStringLower(HistoryHash.Of(before.Value))
                    : null;
            var carried = row.PreviousHash is null ? null : Convert.ToHexStringLower(row.PreviousHash);
            Assert.True(
                carried == expected,
                $"{row.ItemExecutionId} version {row.Version}, to {row.NewStatus} by {row.Actor}: carries {carried}, not {expected}"
            );
            before = row;
        }
    }

    private static async Task CheckResultsAsync(DbConnection connection)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = Values;
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            Assert.Equal(CanonicalJson.Hash(reader.GetString(0)), reader.GetFieldValue<byte[]>(1));
    }

    private static HistoryContent Read(DbDataReader row) =>
        new(
            new ItemExecutionId(Guid.Parse(row.GetString(0))),
            row.GetInt32(1),
            Lifecycle.Parse(row.GetString(2)),
            Lifecycle.Parse(row.GetString(3)),
            Instant(row, 4),
            Instant(row, 5),
            row.GetInt32(6),
            Text(row, 7),
            Text(row, 8),
            Text(row, 9),
            Text(row, 10),
            Hash(row, 11),
            Hash(row, 12)
        );

    private static byte[]? Hash(DbDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetFieldValue<byte[]>(column);

    private static string? Text(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static DateTimeOffset Instant(DbDataReader row, int column) =>
        row.GetValue(column) is string text
            ? DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal)
            : row.GetFieldValue<DateTimeOffset>(column);
}
