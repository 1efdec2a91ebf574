using System.Data.Common;
using AutomationPlatform.Application;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Application.Privacy;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.IntegrationTests.Databases;
using Microsoft.Extensions.DependencyInjection;

namespace AutomationPlatform.IntegrationTests.Conformance;

/// <summary>What erasing items and batches must do on every database.</summary>
public abstract class Redacting(TestDatabase database)
{
    private static readonly CancellationToken Token = CancellationToken.None;

    private IRedaction Redaction => database.Get<IRedaction>();

    [Fact]
    public async Task An_item_loses_payload_results_and_logs_and_keeps_hashes_and_history()
    {
        await using var stage = await EndedAsync(items: 2);
        var item = Item(stage, 0);
        var history = await stage.ScalarAsync("SELECT count(*) FROM item_state_history");
        Assert.Equal((true, 1, 1), Counts(await Redaction.PlanItemAsync(item, Token)));

        Assert.Equal((true, 1, 1), Counts(await Redaction.RedactItemAsync(item, " request 4711 ", "someone", Token)));

        Assert.Null(await stage.ScalarAsync($"SELECT payload FROM item WHERE id = '{item}'"));
        Assert.Equal(
            Hash("""{"n": 0, "city": "Zürich 0"}"""),
            await HexAsync($"SELECT payload_hash FROM redaction WHERE item_id = '{item}'")
        );
        Assert.Null(await stage.ScalarAsync($"SELECT result_payload FROM item_execution WHERE item_id = '{item}'"));
        Assert.Equal(
            Hash("""{"done": true}"""),
            await HexAsync(
                "SELECT h.result_hash FROM item_state_history h JOIN item_execution e ON e.id = h.item_execution_id "
                    + $"WHERE e.item_id = '{item}' AND h.new_status = 'COMPLETED'"
            )
        );
        Assert.Equal("1", await stage.ScalarAsync("SELECT count(*) FROM handler_log WHERE run_id = @run"));
        Assert.Equal(history, await stage.ScalarAsync("SELECT count(*) FROM item_state_history"));
        Assert.Equal("COMPLETED COMPLETED", await stage.StatusesAsync());
        Assert.NotNull(await stage.ScalarAsync($"SELECT payload FROM item WHERE id = '{Item(stage, 1)}'"));
        await stage.CheckAsync();
    }

    [Fact]
    public async Task What_was_erased_is_told_with_the_item_and_in_the_activity_log()
    {
        await using var stage = await EndedAsync(items: 1);
        var item = Item(stage, 0);
        await Redaction.RedactItemAsync(item, "request 4711", "someone", Token);

        var shown = Assert.Single(await database.Get<IRunReader>().GetItemAsync(item.ToString(), Token));

        Assert.Equal((null, null), (shown.Payload, shown.Result));
        Assert.Equal(("someone", "request 4711"), (shown.Redaction?.By, shown.Redaction?.Reason));
        Assert.Equal(
            "1",
            await stage.ScalarAsync(
                $"SELECT count(*) FROM audit_entry WHERE action = 'item.redact' AND entity_id = '{item}' "
                    + "AND actor = 'someone' AND reason = 'request 4711' AND outcome = 'DONE'"
            )
        );
        Assert.DoesNotContain(
            "Zürich",
            await stage.ScalarAsync($"SELECT CAST(changes AS text) FROM audit_entry WHERE entity_id = '{item}'"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task An_item_of_an_unfinished_run_is_refused_and_stays_whole()
    {
        await using var stage = await ExecutionStage.StartAsync(database, items: 2);
        var item = Item(stage, 0);

        var refusal = await Assert.ThrowsAsync<ConflictException>(() =>
            Redaction.RedactItemAsync(item, "request", "someone", Token)
        );

        Assert.Contains($"apc runs cancel {stage.Run}", refusal.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ConflictException>(() =>
            Redaction.RedactBatchAsync(new BatchId(stage.Batches[0].Id), "request", "someone", Token)
        );
        Assert.NotNull(await stage.ScalarAsync($"SELECT payload FROM item WHERE id = '{item}'"));
        Assert.Equal("0", await stage.ScalarAsync($"SELECT count(*) FROM redaction WHERE item_id = '{item}'"));
    }

    [Fact]
    public async Task An_item_that_no_run_has_is_erased_too_and_found_by_its_id()
    {
        await using var stage = await ExecutionStage.SetAsync(database, 1);
        var item = await Redaction.ResolveItemAsync(stage.Batches[0].Items[0].ToString(), Token);
        Assert.Equal(Item(stage, 0), item);

        Assert.Equal((true, 0, 0), Counts(await Redaction.RedactItemAsync(item, "request", "someone", Token)));

        await Assert.ThrowsAsync<ConflictException>(() => Redaction.PlanItemAsync(item, Token));
        await Assert.ThrowsAsync<NotFoundException>(() => Redaction.PlanItemAsync(new(Guid.CreateVersion7()), Token));
        await Assert.ThrowsAsync<NotFoundException>(() =>
            Redaction.ResolveItemAsync(Guid.CreateVersion7().ToString(), Token)
        );
    }

    [Fact]
    public async Task An_execution_names_its_item()
    {
        await using var stage = await EndedAsync(items: 1);
        var execution = await stage.ScalarAsync("SELECT CAST(id AS text) FROM item_execution WHERE run_id = @run");
        Assert.Equal(Item(stage, 0), await Redaction.ResolveItemAsync(execution!, Token));
    }

    [Fact]
    public async Task A_hash_from_the_import_stays_even_when_the_value_was_changed_since()
    {
        await using var stage = await EndedAsync(items: 1);
        var item = Item(stage, 0);
        var imported = Convert.ToHexStringLower(CanonicalJson.Hash("""{"n": 1}"""));
        var form =
            database.Kind == Infrastructure.Database.DatabaseKind.PostgreSql ? $"'\\x{imported}'" : $"x'{imported}'";
        await stage.ExecuteAsync($"UPDATE item SET payload_hash = {form} WHERE id = '{item}'");

        var erasure = await Redaction.RedactItemAsync(item, "request", "someone", Token);

        Assert.Equal(1, erasure.Changed);
        Assert.Equal(imported, await HexAsync($"SELECT payload_hash FROM item WHERE id = '{item}'"));
    }

    [Fact]
    public async Task A_redacted_item_is_never_run_again()
    {
        await using var stage = await ExecutionStage.StartAsync(database, items: 2, maxAttempts: 1);
        var worker = await stage.JoinAsync();
        var claim = await stage.ClaimAsync(worker);
        await stage.AnswerAsync(worker, claim, [.. claim.Items.Select(item => ExecutionStage.Failed(item))]);
        Assert.Equal(ExecutionStatus.Failed, (await stage.EndIfDoneAsync())?.Status);
        await Redaction.RedactItemAsync(Item(stage, 0), "request", "someone", Token);

        Assert.Equal(1, await stage.Control.CountFailedAsync(stage.Run, [], Token));
        var restart = new RunRestart(stage.Run, RestartScope.Failed);
        Assert.Equal(1, (await stage.Control.PlanRestartAsync(restart, Token)).Items);
        Assert.Equal(1, await stage.Control.RetryAsync(stage.Run, [], "again", "someone", Token));
        Assert.Equal("FAILED RETRYING", await stage.StatusesAsync());
        await stage.CheckAsync();
        await stage.Control.CancelAsync(stage.Run, "enough", "someone", Token);
        var restarted = await stage.Control.CreateRunAsync(
            new NewRun(new(stage.Automation), 1, [new BatchId(stage.Batches[0].Id)], 1, "starter")
            {
                Restart = restart with { Scope = RestartScope.Unfinished },
            },
            progress: null,
            Token
        );
        Assert.Equal("1", await stage.ScalarAsync($"SELECT count(*) FROM item_execution WHERE run_id = '{restarted}'"));
        await stage.CreateRunAsync();
        Assert.Equal("PENDING", await stage.StatusesAsync());
    }

    [Fact]
    public async Task A_batch_loses_its_payload_and_its_items_keep_theirs()
    {
        await using var stage = await EndedAsync(items: 1);
        var batch = new BatchId(stage.Batches[0].Id);

        Assert.Equal((true, 0, 0), Counts(await Redaction.RedactBatchAsync(batch, "request", "someone", Token)));

        Assert.Null(await stage.ScalarAsync($"SELECT payload FROM batch WHERE id = '{batch}'"));
        Assert.Equal(
            Hash("""{"quarter": 1}"""),
            await HexAsync($"SELECT payload_hash FROM redaction WHERE batch_id = '{batch}'")
        );
        Assert.NotNull(await stage.ScalarAsync($"SELECT payload FROM item WHERE id = '{Item(stage, 0)}'"));
        await Assert.ThrowsAsync<ConflictException>(() => Redaction.PlanBatchAsync(batch, Token));
        await Assert.ThrowsAsync<NotFoundException>(() => Redaction.PlanBatchAsync(new(Guid.CreateVersion7()), Token));
    }

    [Fact]
    public async Task Erasing_for_no_reason_is_refused()
    {
        await using var stage = await ExecutionStage.SetAsync(database, 1);
        await Assert.ThrowsAsync<ValidationException>(() =>
            Redaction.RedactItemAsync(Item(stage, 0), " ", "someone", Token)
        );
        await Assert.ThrowsAsync<ValidationException>(() =>
            Redaction.RedactBatchAsync(new BatchId(stage.Batches[0].Id), new string('x', 2_001), "someone", Token)
        );
    }

    [Theory]
    [InlineData("UPDATE redaction SET reason = 'other'")]
    [InlineData("DELETE FROM redaction")]
    public async Task That_something_was_erased_cannot_be_taken_back(string statement)
    {
        await using var stage = await ExecutionStage.SetAsync(database, 1);
        await Redaction.RedactItemAsync(Item(stage, 0), "request", "someone", Token);
        var refusal = await Assert.ThrowsAnyAsync<DbException>(() => database.ExecuteAsync(statement));
        Assert.Contains("append-only", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_an_erasure_and_a_run_at_once_the_run_has_the_item_whole_or_not_at_all()
    {
        await using var stage = await ExecutionStage.SetAsync(database, 50);
        var others = stage.Batches[0].Items.Select(_ => stage.NewProcess().GetRequiredService<IRedaction>()).Take(4);

        var creation = Task.Run(() => stage.CreateRunAsync());
        await Task.WhenAll(others.Select((redaction, n) => Task.Run(() => TryAsync(redaction, Item(stage, n)))));
        await creation;

        Assert.Equal(
            "0",
            await stage.ScalarAsync(
                "SELECT count(*) FROM item_execution e JOIN item i ON i.id = e.item_id "
                    + "WHERE e.run_id = @run AND i.payload IS NULL"
            )
        );
    }

    private static async Task TryAsync(IRedaction redaction, ItemId item)
    {
        try
        {
            await redaction.RedactItemAsync(item, "request", "someone", Token);
        }
        catch (ConflictException refusal)
        {
            Assert.Contains("run", refusal.Message, StringComparison.Ordinal);
        }
    }

    private async Task<ExecutionStage> EndedAsync(int items)
    {
        var stage = await ExecutionStage.StartAsync(database, items);
        var worker = await stage.JoinAsync();
        var claim = await stage.ClaimAsync(worker);
        await stage.AnswerAsync(
            worker,
            claim,
            [.. claim.Items.Select(item => ExecutionStage.Completed(item) with { StandardError = "said" })]
        );
        Assert.Equal(ExecutionStatus.Completed, (await stage.EndIfDoneAsync())?.Status);
        return stage;
    }

    private static ItemId Item(ExecutionStage stage, int sequence) => new(stage.Batches[0].Items[sequence]);

    private static (bool, int, int) Counts(Erasure erasure) => (erasure.Payload, erasure.Results, erasure.Logs);

    private static string Hash(string json) => Convert.ToHexStringLower(CanonicalJson.Hash(json));

    private async Task<string?> HexAsync(string sql) =>
        await database.ScalarAsync(sql) is byte[] bytes ? Convert.ToHexStringLower(bytes) : null;
}
