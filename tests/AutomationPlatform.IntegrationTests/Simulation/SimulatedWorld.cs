using System.Globalization;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Execution;
using Microsoft.Extensions.Time.Testing;

namespace AutomationPlatform.IntegrationTests.Simulation;

/// <summary>What all actors of a simulation share: chance, time, the run, and the story so far.</summary>
internal sealed class SimulatedWorld(SimulationPlan plan, FakeTimeProvider clock, RunId run)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);

    private readonly DateTimeOffset start = clock.GetUtcNow();
    private readonly List<string> story = [];

    internal SimulationPlan Plan { get; } = plan;

    /// <summary>The one source of chance: everything follows from the seed.</summary>
    internal Random Random { get; } = new(plan.Seed);

    internal RunId Run { get; } = run;

    internal DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>While the faults last.</summary>
    internal bool IsFaulty { get; set; } = true;

    internal IReadOnlyList<string> Story => story;

    internal void Pass(TimeSpan time) => clock.Advance(time);

    internal bool Happens(double chance) => IsFaulty && Random.NextDouble() < chance;

    internal void Tell(string who, string what) =>
        story.Add(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{story.Count, 4} {(Now - start).TotalSeconds, 9:0.000} {who} {what}"
            )
        );

    /// <summary>An identifier that no other simulation has, of a form that every database takes.</summary>
    internal Guid NewId() => Guid.CreateVersion7(Now);

    internal bool IsKiller(ClaimedItem item) => Plan.Killers.Contains(Ordinal(item));

    /// <summary>What a handler makes of an item, and how long that takes.</summary>
    internal (ItemOutcome Outcome, TimeSpan Time) Handle(ClaimedItem item, int worker)
    {
        var time = TimeSpan.FromMilliseconds(Random.Next(0, 15_000));
        if (Random.NextDouble() < Plan.Business)
            return (new ItemFailed("odd", $"Row {item.SequenceNumber} is odd", FailureKind.Business), time);
        if (Random.NextDouble() < Plan.Technical)
            return (Busy(), time);
        if (Random.NextDouble() < Plan.Overtime)
            return (new ItemFailed(ErrorCodes.Timeout, "It took too long", FailureKind.Technical), Timeout);
        if (Happens(Plan.TurnedAway))
            return (new ItemTurnedAway("not now"), time);
        return (
            new ItemSucceeded(Payload.Parse($$"""{"by": "w{{worker}}", "attempt": {{item.AttemptCount}}}""")),
            time
        );
    }

    internal static string Place(long position) =>
        position < 0 ? "the start" : $"{position >> 32}.{position & uint.MaxValue}";

    internal string Describe(Claim claim) =>
        claim.Items.Count == 0
            ? "nothing"
            : string.Join(' ', claim.Items.Select(i => $"{Place(i.Position)}@{i.Version}"));

    internal string Describe(ChunkAnswers chunk) =>
        string.Join(' ', chunk.Answers.Select(a => $"{Place(a.Item.Position)}@{a.Item.Version}={a.Kind}"));

    private ItemFailed Busy() =>
        Random.Next(3) switch
        {
            0 => new("busy", "The service is busy", FailureKind.Technical, TimeSpan.FromSeconds(Random.Next(0, 90))),
            1 => new("busy", "The service is busy", FailureKind.Technical),
            _ => new("exit:1", "It broke", FailureKind.Technical),
        };

    private int Ordinal(ClaimedItem item) => Plan.Batches.Take((int)(item.Position >> 32)).Sum() + item.SequenceNumber;
}
