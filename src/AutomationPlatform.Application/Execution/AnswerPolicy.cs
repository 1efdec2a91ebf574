using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Application.Execution;

/// <summary>Decides from a handler's outcome what becomes of the item. Pure: time and chance come in.</summary>
public static class AnswerPolicy
{
    /// <summary>The answer to an attempt.</summary>
    /// <param name="item">What was claimed.</param>
    /// <param name="outcome">What the handler said.</param>
    /// <param name="policy">The run's retry policy; null means one attempt.</param>
    /// <param name="now">The present moment, by the clock that the item's times are from.</param>
    /// <param name="chance">A random number from 0 to below 1.</param>
    public static Answer Decide(
        ClaimedItem item,
        ItemOutcome outcome,
        RetryPolicy? policy,
        DateTimeOffset now,
        double chance
    ) =>
        outcome switch
        {
            ItemSucceeded success => new Answer(item, AnswerKind.Complete)
            {
                Result = success.Result?.Text,
                StandardError = success.StandardError,
            },
            ItemFailed failure => Failed(item, failure, policy, now, chance),
            ItemTurnedAway away => Released(item, away.Reason),
            _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "is not a known outcome"),
        };

    /// <summary>Gives an item back that was not begun, or was turned away: due at once, no attempt used up.</summary>
    public static Answer Released(ClaimedItem item, string reason) =>
        new(item, AnswerKind.Release) { Code = ErrorCodes.Released, Reason = reason };

    /// <summary>Cancels an item of a run that is being cancelled.</summary>
    public static Answer Cancelled(ClaimedItem item, string reason) =>
        new(item, AnswerKind.Cancel) { Code = ErrorCodes.Cancelled, Reason = reason };

    /// <summary>Cancels an item that was not begun of a run that its failure threshold stops.</summary>
    public static Answer StoppedByThreshold(ClaimedItem item, string reason) =>
        new(item, AnswerKind.Cancel) { Code = ErrorCodes.Threshold, Reason = reason };

    private static Answer Failed(
        ClaimedItem item,
        ItemFailed failure,
        RetryPolicy? policy,
        DateTimeOffset now,
        double chance
    )
    {
        var code = ErrorText.Code(failure.Code);
        var message = ErrorText.Message(failure.Message);
        var retried = failure.Kind == FailureKind.Technical && MayRetry(item, code, policy, now);
        return new Answer(item, retried ? AnswerKind.Retry : AnswerKind.Fail)
        {
            Code = code,
            Message = message,
            Fingerprint = retried ? null : ErrorFingerprint.Of(code, message),
            Delay = retried ? policy!.DelayAfter(item.AttemptsUsed, chance, failure.RetryAfter) : TimeSpan.Zero,
            StandardError = failure.StandardError,
        };
    }

    private static bool MayRetry(ClaimedItem item, string code, RetryPolicy? policy, DateTimeOffset now) =>
        policy is not null
        && item.MaxAttempts is { } maximum
        && item.AttemptsUsed < Math.Min(maximum, policy.MaxAttemptsFor(code))
        && (policy.TotalTimeout is not { } total || now - item.FirstStartedAt < total);
}
