using AutomationPlatform.Application;
using AutomationPlatform.Application.Audit;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.IntegrationTests.Databases;

namespace AutomationPlatform.IntegrationTests.Conformance;

/// <summary>Each command on runs and batches leaves one entry; the work of workers leaves none.</summary>
public abstract class RunAuditing(TestDatabase database) : ConformanceTest(database)
{
    private static readonly CancellationToken Token = CancellationToken.None;

    [Fact]
    public async Task Each_command_on_a_run_leaves_one_entry()
    {
        await using var stage = await ExecutionStage.StartAsync(Database, items: 4, maxAttempts: 1);
        await stage.Control.SetPausedAsync(stage.Run, "lunch", "ada", Token);
        await stage.Control.SetPausedAsync(stage.Run, reason: null, "bob", Token);
        var worker = await stage.JoinAsync();
        var claim = await stage.ClaimAsync(worker, limit: 2);
        await stage.AnswerAsync(worker, claim, [.. claim.Items.Select(item => ExecutionStage.Failed(item))]);
        await stage.Control.RetryAsync(stage.Run, ["exit:1"], "mended", "cy", Token);
        var last = new WaitingItemFilter { FirstSequenceNumber = 3 };
        await stage.Control.SkipAsync(stage.Run, last, "not wanted", "di", Token);
        await stage.Control.CancelAsync(stage.Run, "enough", "ed", Token);

        Assert.Equal(
            "run.start/starter run.pause/ada run.resume/bob run.retry/cy run.skip/di run.cancel/ed",
            await Database.ActionsAsync(stage.Run)
        );
        var entries = await Database.EntriesAsync(stage.Run);
        Assert.All(
            entries,
            entry =>
                Assert.Equal(("run", "DONE", stage.Clock.GetUtcNow()), (entry.Entity, entry.Outcome, entry.OccurredAt))
        );
        Assert.Equal([null, "lunch", null, "mended", "not wanted", "enough"], entries.Select(entry => entry.Reason));
        Assert.Equal(" → 4", entries[0].Field("items"));
        Assert.Equal("False → True", entries[1].Field("paused"));
        Assert.Equal((" → 2", " → exit:1"), (entries[3].Field("items"), entries[3].Field("codes")));
        Assert.Equal(" → 1", entries[4].Field("items"));
    }

    [Fact]
    public async Task What_a_run_has_is_said_of_its_commands()
    {
        await using var stage = await ExecutionStage.SetAsync(Database, 1);
        using var scope = AuditScope.Begin("from outside");
        var own = await stage.CreateRunAsync();
        var given = await stage.Control.CreateRunAsync(
            new NewRun(new(stage.Automation), 1, [new BatchId(stage.Batches[0].Id)], null, "starter")
            {
                CorrelationId = "order 7",
            },
            progress: null,
            Token
        );
        var entry = await Database.EntryAsync(given);
        Assert.Equal("order 7", entry.CorrelationId);
        Assert.StartsWith("Automation ", entry.EntityName, StringComparison.Ordinal);
        Assert.Equal("from outside", (await Database.EntryAsync(own)).CorrelationId);
    }

    [Fact]
    public async Task Claims_and_answers_leave_no_entry()
    {
        await using var stage = await ExecutionStage.StartAsync(Database, items: 3);
        var before = await Database.CountEntriesAsync();
        var worker = await stage.JoinAsync();
        await stage.CompleteAsync(worker, await stage.ClaimAsync(worker, limit: 2));
        var lost = await stage.ClaimAsync(worker);
        await stage.LoseAsync();
        var other = await stage.JoinAsync("host:2");
        await stage.CompleteAsync(other, await stage.ClaimAsync(other));
        await stage.EndIfDoneAsync();
        Assert.Equal((1, "COMPLETED"), (lost.Items.Count, await stage.RunStatusAsync()));
        Assert.Equal(before, await Database.CountEntriesAsync());
    }

    [Fact]
    public async Task What_changes_nothing_leaves_no_entry()
    {
        await using var stage = await ExecutionStage.StartAsync(Database, items: 1);
        await stage.ClaimAsync(await stage.JoinAsync());
        Assert.Equal(0, await stage.Control.RetryAsync(stage.Run, [], "again", "ada", Token));
        await stage.Control.SkipAsync(stage.Run, new WaitingItemFilter(), "left out", "ada", Token);
        Assert.Equal("run.start/starter", await Database.ActionsAsync(stage.Run));
    }

    [Fact]
    public async Task A_refused_command_leaves_an_entry_with_the_error_and_changes_nothing()
    {
        await using var stage = await ExecutionStage.StartAsync(Database, items: 1);
        await Assert.ThrowsAsync<ConflictException>(() =>
            stage.Control.SetPausedAsync(stage.Run, reason: null, "ada", Token)
        );
        await Assert.ThrowsAsync<ValidationException>(() => stage.Control.CancelAsync(stage.Run, " ", "bob", Token));
        await Assert.ThrowsAsync<ConflictException>(() => stage.Control.RetryAsync(stage.Run, [], "x", "cy", Token));
        var refused = (await Database.EntriesAsync(stage.Run)).Skip(1).ToList();
        Assert.Equal(
            [("run.resume", "ada", "REFUSED"), ("run.cancel", "bob", "REFUSED"), ("run.retry", "cy", "REFUSED")],
            refused.Select(entry => (entry.Action, entry.Actor, entry.Outcome))
        );
        Assert.EndsWith("it is not paused", refused[0].Error, StringComparison.Ordinal);
        Assert.Equal("PENDING", await stage.RunStatusAsync());
    }

    [Fact]
    public async Task An_automation_that_is_paused_and_cancelled_leaves_its_own_entries()
    {
        await using var stage = await ExecutionStage.StartAsync(Database, items: 2);
        var automation = new AutomationId(stage.Automation);
        await stage.Control.SetAutomationPausedAsync(automation, "rebuilding", "ada", Token);
        await stage.Control.SetAutomationPausedAsync(automation, reason: null, "ada", Token);
        var cancelling = Database.Get<CancelAutomation>();
        await cancelling.ExecuteAsync(await cancelling.PlanAsync(automation, Token), "wrong file", "bob", Token);
        var entries = await Database.EntriesAsync(automation);
        Assert.Equal(
            ["automation.pause", "automation.resume", "automation.cancel"],
            entries.Select(entry => entry.Action)
        );
        Assert.Equal((" → 1", " → 2"), (entries[2].Field("cancelled_runs"), entries[2].Field("cancelled_items")));
        Assert.Equal("run.start/starter run.cancel/bob", await Database.ActionsAsync(stage.Run));
    }

    [Fact]
    public async Task An_import_and_what_is_appended_leave_one_entry_each_and_a_broken_one_none()
    {
        await using var stage = await ImportStage.SetAsync(Database);
        await using (var broken = await stage.Store.BeginAsync(stage.Import("B"), Token))
            await broken.WriteAsync(ImportStage.Items(0, 10), Token);
        await using (var import = await stage.Store.BeginAsync(stage.Import("B", """{"owner":"Ada"}"""), Token))
        {
            await import.WriteAsync(ImportStage.Items(0, 3), Token);
            await import.WriteAsync(ImportStage.Items(3, 2), Token);
            await import.CompleteAsync("00ff", Token);
        }
        var batch = (await stage.SeenAsync("B"))!.Id;
        await using (var append = await stage.Store.BeginAppendAsync(stage.Import("B"), Token))
        {
            await append.WriteAsync(ImportStage.Items(5, 2), Token);
            await append.CompleteAsync("11", Token);
        }
        var entries = await Database.EntriesAsync(batch);
        Assert.Equal(
            [("batch.import", "B", "importer"), ("batch.append", "B", "importer")],
            entries.Select(entry => (entry.Action, entry.EntityName!, entry.Actor))
        );
        Assert.Equal((" → 5", " → 00ff"), (entries[0].Field("items"), entries[0].Field("content_hash")));
        Assert.Equal(" → 2", entries[1].Field("added_items"));
        Assert.DoesNotContain("Ada", entries[0].Changes, StringComparison.Ordinal);
    }
}
