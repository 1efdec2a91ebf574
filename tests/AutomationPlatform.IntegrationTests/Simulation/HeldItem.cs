using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain.Definition;

namespace AutomationPlatform.IntegrationTests.Simulation;

/// <summary>An item in the hands of a worker: claimed, being done, to be answered.</summary>
internal sealed class HeldItem(ClaimId claim, ClaimedItem item, WorkerIdentity worker)
{
    private DateTimeOffset endsAt;

    internal ClaimId Claim { get; } = claim;

    internal ClaimedItem Item { get; } = item;

    /// <summary>Who claimed it: its worker may have another identity by now.</summary>
    internal WorkerIdentity Worker { get; } = worker;

    /// <summary>What its handler says, or has said.</summary>
    internal string? Outcome { get; private set; }

    internal Answer? Answer { get; private set; }

    internal bool IsRunning => handled is not null && Answer is null;

    private ItemOutcome? handled;

    internal void Run((ItemOutcome Outcome, TimeSpan Time) handling, DateTimeOffset now)
    {
        handled = handling.Outcome;
        Outcome = handled is ItemFailed failed ? failed.Code : handled.GetType().Name;
        endsAt = now + handling.Time;
    }

    internal void Finish(Answer answer, DateTimeOffset now)
    {
        Answer = answer;
        Outcome = answer.Kind.ToString();
        endsAt = now;
    }

    internal bool IsOver(DateTimeOffset now) => Outcome is not null && endsAt <= now;

    internal void Decide(RetryPolicy? policy, DateTimeOffset now, double chance) =>
        Answer ??= AnswerPolicy.Decide(Item, handled!, policy, now, chance);
}
