using System.Globalization;
using AutomationPlatform.Domain.Execution;
using Microsoft.Extensions.Logging;

namespace AutomationPlatform.Application.Execution;

/// <summary>Does one attempt at one item: envelope, time-out, outcome, answer.</summary>
internal sealed class Attempt(
    OpenRun run,
    RunContext context,
    IItemRunner runner,
    TimeProvider clock,
    Chance chance,
    ProgressWriter progress,
    ILogger logger
)
{
    private static readonly EnvelopeBatch UnknownBatch = new("", Payload: null);

    /// <summary>Runs the handler and decides what becomes of the item.</summary>
    /// <param name="held">What was claimed.</param>
    /// <param name="cancelled">Cancelled when the run is being cancelled.</param>
    /// <param name="killed">Cancelled when the process must end now.</param>
    /// <returns>The answer, and why the run is to be paused when it is; no answer when the process must end now.</returns>
    internal async Task<(Answer? Answer, string? PauseReason)> RunAsync(
        HeldItem held,
        CancellationToken cancelled,
        CancellationToken killed
    )
    {
        var timeout = context.Settings.Timeout;
        var said = progress.Of(held.Item, context.SensitiveOf(held.Item));
        var begunAt = ExecutionMeters.TakesTime ? clock.GetTimestamp() : 0;
        using var activity = PlatformTelemetry.BeginItem(run, held.Item);
        var envelope = Envelope(held.Item, timeout) with { Progress = said, Traceparent = activity?.Id };
        var (answer, pauseReason) = await RunAsync(held, timeout, envelope, cancelled, killed);
        said.End();
        PlatformTelemetry.EndItem(activity, answer);
        if (begunAt != 0)
            ExecutionMeters.Attempted(run.AutomationName, clock.GetElapsedTime(begunAt), answer);
        return (said.WasReported && answer is not null ? answer with { HasProgress = true } : answer, pauseReason);
    }

    private async Task<(Answer? Answer, string? PauseReason)> RunAsync(
        HeldItem held,
        TimeSpan timeout,
        ItemEnvelope envelope,
        CancellationToken cancelled,
        CancellationToken killed
    )
    {
        using var overtime = new CancellationTokenSource(timeout, clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(overtime.Token, cancelled, killed);
        try
        {
            var outcome = Hide(held.Item, await runner.RunAsync(envelope, stop.Token));
            return (Decide(held, outcome), (outcome as ItemTurnedAway)?.Reason);
        }
        catch (OperationCanceledException stopped) when (stop.IsCancellationRequested)
        {
            var standardError = (stopped as HandlerStoppedException)?.StandardError;
            return (Stopped(held, timeout, standardError, cancelled, killed), null);
        }
        catch (Exception defect) when (defect is not OperationCanceledException)
        {
            // A runner answers with outcomes; an exception is a defect of ours, and the item must not hang on it.
            WorkerLog.RunnerDefect(logger, run.AutomationName, defect);
            var failure = new ItemFailed("error", defect.Message, FailureKind.Technical);
            return (Decide(held, Hide(held.Item, failure)), null);
        }
    }

    /// <summary>Decides at once about an outcome that needed no waiting.</summary>
    internal Answer Decide(ClaimedItem item, ItemOutcome outcome) => Decide(item, Hide(item, outcome), item.StartedAt);

    // What a handler says is kept for ever, in the history and the logs: the sensitive part of it never gets there.
    private ItemOutcome Hide(ClaimedItem item, ItemOutcome outcome)
    {
        if (context.Mask.HidesNothing)
            return outcome;
        var sensitive = context.SensitiveOf(item);
        outcome = outcome with { StandardError = sensitive.Hide(outcome.StandardError) };
        return outcome switch
        {
            ItemFailed failed => failed with
            {
                Code = sensitive.Hide(failed.Code)!,
                Message = sensitive.Hide(failed.Message)!,
            },
            ItemTurnedAway away => new ItemTurnedAway(sensitive.Hide(away.Reason)!)
            {
                StandardError = away.StandardError,
            },
            _ => outcome,
        };
    }

    // The times of an item are the database's, so the moment of its end is counted from there: this machine's clock may be
    // far off.
    private Answer Decide(HeldItem held, ItemOutcome outcome) =>
        Decide(held.Item, outcome, held.Item.StartedAt + clock.GetElapsedTime(held.ReceivedAt));

    private Answer Decide(ClaimedItem item, ItemOutcome outcome, DateTimeOffset now) =>
        AnswerPolicy.Decide(item, outcome, context.Retry, now, chance.Next());

    /// <summary>What the handler sees.</summary>
    internal ItemEnvelope Envelope(ClaimedItem item, TimeSpan timeout) =>
        new(
            Guid.CreateVersion7(),
            item,
            run.Id,
            run.AutomationName,
            context.Batches.GetValueOrDefault(item.BatchExecutionId, UnknownBatch),
            clock.GetUtcNow() + timeout,
            $"{item.ItemId.Value:N}-{run.OriginRunId.Value:N}"
        );

    private Answer? Stopped(
        HeldItem held,
        TimeSpan timeout,
        string? standardError,
        CancellationToken cancelled,
        CancellationToken killed
    )
    {
        if (killed.IsCancellationRequested)
            return null;
        standardError = context.SensitiveOf(held.Item).Hide(standardError);
        if (cancelled.IsCancellationRequested)
            return AnswerPolicy.Cancelled(held.Item, "the run was cancelled while the item was being done") with
            {
                StandardError = standardError,
            };
        var seconds = timeout.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        var message = $"The handler did not end within {seconds} s; raise the automation's timeout or look at its log.";
        return Decide(
            held,
            new ItemFailed(
                ErrorCodes.Timeout,
                standardError is null ? message : $"{message}\n{standardError}",
                FailureKind.Technical
            )
            {
                StandardError = standardError,
            }
        );
    }
}
