using System.Globalization;
using AutomationPlatform.Application;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Infrastructure.Definition;

namespace AutomationPlatform.Infrastructure.Execution;

/// <summary>What an automation's limits leave to a claim, as it was read under the automation's lock. A value.</summary>
/// <param name="Automation">The automation.</param>
/// <param name="InFlight">The most items being handled at once; null without limit.</param>
/// <param name="Rate">The most items begun in a period; null without limit.</param>
/// <param name="Open">How many items living claims hold, of all runs of the automation.</param>
/// <param name="Bucket">What the rate lets begin now; null without a rate.</param>
/// <param name="HasReady">Whether anything waits in the run's queue.</param>
internal sealed record LimitRoom(
    Guid Automation,
    int? InFlight,
    Rate? Rate,
    long Open,
    TokenBucket? Bucket,
    bool HasReady
)
{
    /// <summary>Whether the automation has limits at all.</summary>
    internal bool Limited => InFlight is not null || Rate is not null;

    /// <summary>From the limits as they are spelt in stored settings.</summary>
    /// <exception cref="InvalidInputException">They cannot be read.</exception>
    internal static LimitRoom Read(
        Guid automation,
        (string? InFlight, string? Rate) limits,
        long open,
        (TokenBucket? Stored, DateTimeOffset Now) bucket,
        bool hasReady
    )
    {
        var rate = limits.Rate is null ? null : ReadRate(automation, limits.Rate);
        return new LimitRoom(
            automation,
            limits.InFlight is null ? null : ReadInFlight(automation, limits.InFlight),
            rate,
            open,
            rate is null ? null : TokenBucket.Of(bucket.Stored, rate, bucket.Now),
            hasReady
        );
    }

    /// <summary>How many of those asked for may be begun; 0 when a limit leaves no room.</summary>
    internal int For(int asked)
    {
        var slots = InFlight is { } most ? Math.Max(0, most - Open) : asked;
        var tokens = Bucket?.Whole ?? asked;
        return (int)Math.Min(asked, Math.Min(slots, tokens));
    }

    /// <summary>The limit that leaves no room; null when none does, or nothing waits that it keeps from being begun.</summary>
    internal LimitReached? Reached =>
        !HasReady || For(1) > 0 ? null
        : InFlight <= Open ? new LimitReached(LimitKind.InFlight, Wait: null)
        : new LimitReached(LimitKind.Rate, Bucket!.UntilNext(Rate!));

    private static int ReadInFlight(Guid automation, string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var most)
            ? most
            : throw Unreadable(automation, "inFlight", text);

    private static Rate ReadRate(Guid automation, string text) =>
        RateText.TryParse(text, out var rate) ? rate : throw Unreadable(automation, "rate", text);

    private static InvalidInputException Unreadable(Guid automation, string limit, string text) =>
        new($"automation {automation}: its stored limits.{limit} '{text}' cannot be read; apply its definition again");
}
