using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.IntegrationTests.Databases;

namespace AutomationPlatform.IntegrationTests.Conformance;

/// <summary>What becomes of answers, on every database.</summary>
public abstract class ExecutionAnswering(TestDatabase database)
{
    [Fact]
    public async Task Each_kind_of_answer_leads_where_it_says()
    {
        await using var stage = await ExecutionStage.StartAsync(database, items: 6);
        var worker = await stage.JoinAsync();
        var claim = await stage.ClaimAsync(worker, limit: 5);

        var taken = await stage.AnswerAsync(
            worker,
            claim,
            ExecutionStage.Completed(claim.Items[0]),
            ExecutionStage.Failed(claim.Items[1]),
            ExecutionStage.Retried(claim.Items[2], TimeSpan.FromSeconds(5)),
            new Answer(claim.Items[3], AnswerKind.Release) { Reason = "claimed but not begun" },
            new Answer(claim.Items[4], AnswerKind.Cancel) { Code = ErrorCodes.Cancelled, Reason = "no longer wanted" }
        );

        Assert.Empty(taken.Refused);
        Assert.Null(taken.Next);
        Assert.Equal("COMPLETED FAILED RETRYING RETRYING CANCELLED PENDING", await stage.StatusesAsync());
        Assert.Equal("0", await stage.ScalarAsync("SELECT count(*) FROM claim WHERE run_id = @run"));
        await stage.CheckAsync();
    }

    [Fact]
    public async Task An_answer_stores_what_it_says()
    {
        await using var stage = await ExecutionStage.StartAsync(database, items: 3);
        var worker = await stage.JoinAsync("host:9");
        var claim = await stage.ClaimAsync(worker);
        await stage.AnswerAsync(
            worker,
            claim,
            ExecutionStage.Completed(claim.Items[0]) with
            {
                StandardError = "a hint\0",
            },
            ExecutionStage.Failed(claim.Items[1], "exit:3"),
            ExecutionStage.Retried(claim.Items[2], TimeSpan.FromSeconds(5))
        );

        const string ofCompleted = "FROM item_execution WHERE run_id = @run AND status = 'COMPLETED'";
        Assert.Contains("done", await stage.ScalarAsync($"SELECT CAST(result_payload AS text) {ofCompleted}"));
        Assert.Equal(
            "exit:3 Row 1 was refused host:9",
            await stage.ScalarAsync(
                "SELECT error_code || ' ' || error_message || ' ' || updated_by FROM item_execution "
                    + "WHERE run_id = @run AND status = 'FAILED'"
            )
        );
        Assert.Equal(
            "exit:3: Row # was refused",
            await stage.ScalarAsync("SELECT fingerprint FROM item_failure WHERE run_id = @run")
        );
        Assert.Equal(
            "network busy 1 host:9",
            await stage.ScalarAsync(
                "SELECT h.code || ' ' || h.message || ' ' || h.attempt || ' ' || h.created_by FROM item_state_history h "
                    + "JOIN item_execution e ON e.id = h.item_execution_id "
                    + "WHERE e.run_id = @run AND h.new_status = 'RETRYING'"
            )
        );
        Assert.Equal(
            "a hint\uFFFD",
            await stage.ScalarAsync("SELECT standard_error FROM handler_log WHERE run_id = @run")
        );
    }

    [Fact]
    public async Task Answers_and_the_next_claim_are_one_transaction()
    {
        await using var stage = await ExecutionStage.StartAsync(database, items: 5);
        var worker = await stage.JoinAsync();
        var claim = await stage.ClaimAsync(worker, limit: 2);

        var taken = await stage.Queue.AnswerAsync(
            new(claim.Id, stage.Run, worker, [.. claim.Items.Select(ExecutionStage.Completed)]),
            stage.Request(worker, limit: 2, after: claim.Items[^1].Position),
            CancellationToken.None
        );

        Assert.Equal([2, 3], taken.Next!.Items.Select(i => i.SequenceNumber));
        Assert.Equal("COMPLETED COMPLETED PROCESSING PROCESSING PENDING", await stage.StatusesAsync());
        await stage.CheckAsync();
    }

    [Fact]
    public async Task Answers_may_come_one_by_one()
    {
        await using var stage = await ExecutionStage.StartAsync(database, items: 3);
        var worker = await stage.JoinAsync();
        var claim = await stage.ClaimAsync(worker);
        foreach (var item in claim.Items)
        {
            await stage.CheckAsync();
            await stage.AnswerAsync(worker, claim, ExecutionStage.Completed(item));
        }

        await stage.CheckAsync();
        Assert.Equal("0", await stage.ScalarAsync("SELECT count(*) FROM claim WHERE run_id = @run"));
    }

    [Fact]
    public async Task An_answer_after_the_lease_is_good_until_somebody_rescues()
    {
        await using var stage = await ExecutionStage.StartAsync(database, items: 1);
        var worker = await stage.JoinAsync();
        var claim = await stage.ClaimAsync(worker);
        stage.Clock.Advance(ExecutionStage.Lease * 2);

        Assert.Empty((await stage.CompleteAsync(worker, claim)).Refused);
        Assert.Equal("COMPLETED", await stage.StatusesAsync());
    }

    [Fact]
    public async Task An_answer_after_a_rescue_is_refused_and_kept()
    {
        await using var stage = await ExecutionStage.StartAsync(database, items: 2);
        var late = await stage.JoinAsync("host:1");
        var claim = await stage.ClaimAsync(late);
        await stage.LoseAsync();
        var other = await stage.JoinAsync("host:2");
        var again = await stage.ClaimAsync(other);

        var taken = await stage.AnswerAsync(
            late,
            claim,
            ExecutionStage.Completed(claim.Items[0]),
            ExecutionStage.Failed(claim.Items[1])
        );

        Assert.Equal(claim.Items.Select(i => i.Id), taken.Refused);
        Assert.Equal("PROCESSING RETRYING", await stage.StatusesAsync());
        Assert.Equal(
            "COMPLETED,FAILED exit:1",
            await stage.ScalarAsync(
                "SELECT string_agg(outcome, ',') FROM (SELECT outcome FROM late_answer WHERE worker = 'host:1' "
                    + "AND item_execution_id IN (SELECT id FROM item_execution WHERE run_id = @run) ORDER BY outcome) AS kept"
            )
        );
        Assert.Empty((await stage.CompleteAsync(other, again)).Refused);
        await stage.CheckAsync();
    }

    [Fact]
    public async Task Of_many_answers_only_the_late_ones_are_refused()
    {
        await using var stage = await ExecutionStage.StartAsync(database, items: 4);
        var worker = await stage.JoinAsync();
        var claim = await stage.ClaimAsync(worker);
        await stage.AnswerAsync(worker, claim, ExecutionStage.Completed(claim.Items[1]));

        // Another outcome than the one that was taken is no repetition.
        var taken = await stage.AnswerAsync(worker, claim, [.. claim.Items.Select(i => ExecutionStage.Failed(i))]);

        Assert.Equal([claim.Items[1].Id], taken.Refused);
        Assert.Equal("FAILED COMPLETED FAILED FAILED", await stage.StatusesAsync());
        await stage.CheckAsync();
    }

    [Fact]
    public async Task Answers_repeated_after_a_lost_reply_are_taken_once()
    {
        await using var stage = await ExecutionStage.StartAsync(database, items: 5);
        var worker = await stage.JoinAsync();
        var claim = await stage.ClaimAsync(worker, limit: 3);
        ChunkAnswers answers = new(
            claim.Id,
            stage.Run,
            worker,
            [
                ExecutionStage.Completed(claim.Items[0]),
                ExecutionStage.Failed(claim.Items[1]),
                ExecutionStage.Retried(claim.Items[2], TimeSpan.FromSeconds(1)),
            ]
        );
        var next = stage.Request(worker, limit: 1, after: 2);
        var first = await stage.Queue.AnswerAsync(answers, next, CancellationToken.None);

        var again = await stage.Queue.AnswerAsync(answers, next, CancellationToken.None);

        Assert.Empty(again.Refused);
        Assert.Equal(first.Next!.Facts(), again.Next!.Facts());
        Assert.Equal("COMPLETED FAILED RETRYING PROCESSING PENDING", await stage.StatusesAsync());
        Assert.Equal("0", await stage.ScalarAsync("SELECT count(*) FROM late_answer WHERE worker = 'nobody'"));
        await stage.CheckAsync();
    }

    [Theory]
    [InlineData("{not json")]
    [InlineData("""{"text": "\u0000"}""")]
    [InlineData("""{"text": "\ud800"}""")]
    public async Task A_result_that_cannot_be_stored_fails_its_own_item_alone(string result)
    {
        await using var stage = await ExecutionStage.StartAsync(database, items: 7);
        var worker = await stage.JoinAsync();
        var claim = await stage.ClaimAsync(worker, limit: 6);
        var answers = claim.Items.Select(ExecutionStage.Completed).ToArray();
        answers[3] = answers[3] with { Result = result };

        var taken = await stage.Queue.AnswerAsync(
            new(claim.Id, stage.Run, worker, answers),
            stage.Request(worker),
            CancellationToken.None
        );

        Assert.Empty(taken.Refused);
        Assert.Single(taken.Next!.Items);
        Assert.Equal(
            "COMPLETED COMPLETED COMPLETED FAILED COMPLETED COMPLETED PROCESSING",
            await stage.StatusesAsync()
        );
        Assert.Equal("bad-result", await stage.ScalarAsync("SELECT code FROM item_failure WHERE run_id = @run"));
        await stage.CheckAsync();
    }

    [Fact]
    public async Task A_retry_waits_until_it_is_due()
    {
        await using var stage = await ExecutionStage.StartAsync(database, items: 1);
        var worker = await stage.JoinAsync();
        var claim = await stage.ClaimAsync(worker);
        await stage.AnswerAsync(worker, claim, ExecutionStage.Retried(claim.Items[0], TimeSpan.FromSeconds(5)));

        var open = Assert.Single(await OpenRunsAsync(stage));
        Assert.Equal((false, TestDatabase.Start + TimeSpan.FromSeconds(5)), (open.HasReady, open.NextDueAt));
        stage.Clock.Advance(TimeSpan.FromSeconds(4.9));
        await stage.Queue.MoveDueAsync(CancellationToken.None);
        Assert.Empty((await stage.ClaimAsync(worker)).Items);

        stage.Clock.Advance(TimeSpan.FromSeconds(0.1));
        Assert.True(await stage.Queue.MoveDueAsync(CancellationToken.None) >= 1);
        await stage.CheckAsync();
        var item = Assert.Single((await stage.ClaimAsync(worker)).Items);
        Assert.Equal((2, 2, 4), (item.AttemptCount, item.AttemptsUsed, item.Version));
        Assert.Equal(claim.Items[0].StartedAt, item.FirstStartedAt);
        await stage.CheckAsync();
    }

    [Fact]
    public async Task What_is_given_back_can_be_claimed_at_once_and_uses_no_attempt()
    {
        await using var stage = await ExecutionStage.StartAsync(database, items: 1, maxAttempts: null);
        var worker = await stage.JoinAsync();
        var claim = await stage.ClaimAsync(worker);
        await stage.AnswerAsync(worker, claim, new Answer(claim.Items[0], AnswerKind.Release));

        var item = Assert.Single((await stage.ClaimAsync(worker)).Items);

        Assert.Equal((2, 1, 1), (item.AttemptCount, item.ReleasedCount, item.AttemptsUsed));
        Assert.Null(await stage.ScalarAsync("SELECT error_code FROM item_execution WHERE run_id = @run"));
        await stage.CheckAsync();
    }

    [Fact]
    public async Task Each_failed_attempt_is_told_after_it_was_taken()
    {
        await using var stage = await ExecutionStage.StartAsync(database, items: 3);
        var worker = await stage.JoinAsync();
        var claim = await stage.ClaimAsync(worker);
        await stage.AnswerAsync(
            worker,
            claim,
            ExecutionStage.Completed(claim.Items[0]),
            ExecutionStage.Failed(claim.Items[1]),
            ExecutionStage.Retried(claim.Items[2], TimeSpan.Zero)
        );

        Assert.Equal(
            [(claim.Items[1].Id, false, "Row 1 was refused"), (claim.Items[2].Id, true, "busy")],
            stage.Events.Told.Cast<ItemExecutionFailed>().Select(e => (e.ItemExecutionId, e.WillRetry, e.ErrorMessage))
        );
    }

    private static async Task<OpenRun[]> OpenRunsAsync(ExecutionStage stage) =>
        [.. (await stage.Queue.ListOpenRunsAsync(CancellationToken.None)).Where(r => r.Id == stage.Run)];
}
