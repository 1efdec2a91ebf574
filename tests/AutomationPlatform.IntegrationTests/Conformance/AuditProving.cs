using AutomationPlatform.Application.Audit;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.IntegrationTests.Databases;
using Xunit;

namespace AutomationPlatform.IntegrationTests.Conformance;

/// <summary>Whatever is changed past the platform in a sealed run is found, and the finding says what and where.</summary>
public abstract class AuditProving(TestDatabase database)
{
    private const string H = "item_state_history";

    [Fact]
    public async Task A_sealed_run_is_whole()
    {
        await using var stage = await AuditStage.SealedAsync(database);

        var report = await stage.VerifyAsync();

        Assert.Empty(report.Findings);
        Assert.Equal(1, report.Runs[AuditedState.Sealed]);
        Assert.Equal((6, 14, 1, 0), (report.Items, report.HistoryRows, report.Batches, report.Unhashed));
        Assert.Null(report.NotLogged);
    }

    [Theory]
    [InlineData("changed_at = (SELECT created_at FROM run WHERE id = '{run}')")]
    [InlineData("created_at = (SELECT created_at FROM run WHERE id = '{run}')")]
    [InlineData("created_by = 'nobody'")]
    [InlineData("created_by = NULL")]
    [InlineData("attempt = attempt + 1")]
    [InlineData("code = 'other'")]
    [InlineData("message = 'other'")]
    [InlineData("reason = 'other'")]
    [InlineData("previous_status = 'CANCELLED'")]
    [InlineData("new_status = 'CANCELLED'")]
    [InlineData("result_hash = (SELECT payload_hash FROM item WHERE id = '{item}')")]
    [InlineData("previous_hash = (SELECT payload_hash FROM item WHERE id = '{item}')")]
    [InlineData("version = version + 100")]
    [InlineData("item_execution_id = '{item}'")]
    public async Task A_changed_column_of_a_history_row_is_found(string change)
    {
        // The first row is hashed in the one after it, the last one in the seal.
        foreach (var (at, version) in ((int, int)[])[(0, 2), (1, 3), (3, 4)])
        {
            await using var stage = await AuditStage.SealedAsync(database);
            var item = stage.Rows[at];
            await stage.TamperAsync(
                $"UPDATE {H} SET {Fill(change, stage, at)} WHERE item_execution_id = '{item.Id}' AND version = {version}"
            );
            await AssertFoundAsync(stage, item.Id);
        }
    }

    [Theory]
    [InlineData("item", "payload = '{\"n\": 7}'", "payload")]
    [InlineData("item", "payload_hash = (SELECT hash FROM run_seal LIMIT 1)", "payload")]
    [InlineData("item", "payload_hash = NULL", "")]
    [InlineData("item_execution", "result_payload = '{\"done\": 7}'", "result_payload")]
    [InlineData("item_execution", "result_payload = NULL", "result_payload")]
    [InlineData("item_execution", "status = 'FAILED'", "status")]
    [InlineData("item_execution", "version = version + 1", "version")]
    [InlineData("item_execution", "attempt_count = attempt_count + 1", "attempt_count")]
    [InlineData("item_execution", "started_at = created_at", "started_at")]
    [InlineData("item_execution", "finished_at = created_at", "finished_at")]
    [InlineData("item_execution", "error_code = 'x'", "")]
    [InlineData("item_execution", "error_message = 'x'", "")]
    [InlineData("item_execution", "item_id = '{other}'", "")]
    public async Task A_changed_value_or_state_is_found(string table, string change, string column)
    {
        await using var stage = await AuditStage.SealedAsync(database);
        var item = stage.Rows[1];
        var id = table == "item" ? item.ItemId : item.Id;
        await stage.TamperAsync($"UPDATE {table} SET {Fill(change, stage, 1)} WHERE id = '{id}'");

        var finding = await FindAsync(stage);

        Assert.Contains(
            column.Length == 0 ? item.Id.ToString() : id.ToString(),
            finding.ToString(),
            StringComparison.Ordinal
        );
        if (column.Length > 0)
            Assert.Equal((table, column), (finding.Table, finding.Column));
    }

    [Theory]
    [InlineData("DELETE FROM item_state_history WHERE item_execution_id = '{id}' AND version = 5", 3)]
    [InlineData("DELETE FROM item_state_history WHERE item_execution_id = '{id}' AND version = 3", 3)]
    [InlineData("DELETE FROM item_state_history WHERE item_execution_id = '{id}' AND version = 2", 3)]
    [InlineData("DELETE FROM item_state_history WHERE item_execution_id = '{id}'", 0)]
    [InlineData("DELETE FROM item WHERE id = '{item}'", 0)]
    [InlineData(
        "UPDATE item_state_history SET version = CASE version WHEN 2 THEN 1004 ELSE 1002 END WHERE item_execution_id = '{id}' AND version IN (2, 4)",
        3
    )]
    [InlineData(
        "UPDATE item_execution SET result_payload = (SELECT o.result_payload FROM item_execution o WHERE o.id = '{otherId}') WHERE id = '{id}'",
        1
    )]
    public async Task A_missing_or_swapped_row_is_found(string change, int at)
    {
        await using var stage = await AuditStage.SealedAsync(database);
        await stage.TamperAsync(Fill(change, stage, at));
        await AssertFoundAsync(stage, stage.Rows[at].Id);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(5)]
    public async Task A_whole_item_that_is_missing_is_found(int at)
    {
        await using var stage = await AuditStage.SealedAsync(database);
        foreach (
            var sql in (string[])
                [
                    "DELETE FROM item_state_history WHERE item_execution_id = '{id}'",
                    "DELETE FROM item WHERE id = '{item}'",
                    "DELETE FROM item_execution WHERE id = '{id}'",
                ]
        )
            await stage.TamperAsync(Fill(sql, stage, at));

        var finding = await FindAsync(stage);

        Assert.Equal("item_execution", finding.Table);
        Assert.Contains("missing", finding.Problem, StringComparison.Ordinal);
        var near = at == 5 ? stage.Rows[5] : stage.Rows[at + 1];
        Assert.Contains(near.Id.ToString(), finding.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("status = 'COMPLETED'", "status")]
    [InlineData("error_summary = 'all is well'", "error_summary")]
    [InlineData("finished_at = created_at", "finished_at")]
    [InlineData("created_by = 'nobody'", "created_by")]
    [InlineData("correlation_id = 'x'", "correlation_id")]
    public async Task A_changed_run_is_found(string change, string column)
    {
        await using var stage = await AuditStage.SealedAsync(database);
        await stage.TamperAsync($"UPDATE run SET {change} WHERE id = '{stage.Run}'");

        var finding = await FindAsync(stage);

        Assert.Equal(("run", column), (finding.Table, finding.Column));
    }

    [Theory]
    [InlineData("UPDATE batch_execution SET status = 'COMPLETED' WHERE run_id = '{run}'")]
    [InlineData(
        "UPDATE batch SET payload = '{\"quarter\": 2}' WHERE id IN (SELECT batch_id FROM batch_execution WHERE run_id = '{run}')"
    )]
    [InlineData("DELETE FROM batch_execution WHERE run_id = '{run}'")]
    public async Task A_changed_batch_is_found(string change)
    {
        await using var stage = await AuditStage.SealedAsync(database);
        await stage.TamperAsync(Fill(change, stage, 0));
        await FindAsync(stage);
    }

    private static string Fill(string sql, AuditStage stage, int at) =>
        sql.Replace("{run}", stage.Run.ToString(), StringComparison.Ordinal)
            .Replace("{id}", stage.Rows[at].Id.ToString(), StringComparison.Ordinal)
            .Replace("{item}", stage.Rows[at].ItemId.ToString(), StringComparison.Ordinal)
            .Replace("{otherId}", stage.Rows[4].Id.ToString(), StringComparison.Ordinal)
            .Replace("{other}", Guid.CreateVersion7().ToString(), StringComparison.Ordinal);

    private static async Task AssertFoundAsync(AuditStage stage, Guid itemExecution)
    {
        var finding = await FindAsync(stage);
        Assert.Contains(itemExecution.ToString(), finding.ToString(), StringComparison.Ordinal);
    }

    private static async Task<AuditFinding> FindAsync(AuditStage stage) =>
        Assert.Single((await stage.VerifyAsync()).Findings);
}
