using AutomationPlatform.Domain.Definition;

namespace AutomationPlatform.Infrastructure.Execution;

/// <summary>How many items a rate still lets begin: refilled by time, spent by what is begun. A value; time comes in.</summary>
/// <param name="Tokens">How many may be begun; a part of one is one that is not there yet.</param>
/// <param name="RefilledAt">The moment up to which time has refilled it.</param>
internal sealed record TokenBucket(double Tokens, DateTimeOffset RefilledAt)
{
    // What a double may lack of a whole number after refills in small steps.
    private const double Rounding = 1e-6;

    /// <summary>The most it holds, which is the largest burst: what one second brings, and at least 1.</summary>
    internal static double Capacity(Rate rate) => Math.Max(1, PerSecond(rate));

    /// <summary>The bucket as it is now; full when there was none.</summary>
    internal static TokenBucket Of(TokenBucket? stored, Rate rate, DateTimeOffset now)
    {
        if (stored is not { } bucket)
            return new TokenBucket(Capacity(rate), now);
        // A clock that was put back brings nothing.
        var seconds = Math.Max(0, (now - bucket.RefilledAt).TotalSeconds);
        return new TokenBucket(Math.Min(Capacity(rate), bucket.Tokens + (seconds * PerSecond(rate))), now);
    }

    /// <summary>How many whole tokens there are.</summary>
    internal int Whole => (int)Math.Min(int.MaxValue, Math.Floor(Tokens + Rounding));

    /// <summary>How long until there is a whole token.</summary>
    internal TimeSpan UntilNext(Rate rate) =>
        TimeSpan.FromMicroseconds(Math.Ceiling(Math.Max(0, 1 - Tokens) / PerSecond(rate) * 1_000_000));

    /// <summary>The bucket after so many were begun.</summary>
    internal TokenBucket Spend(int begun) => this with { Tokens = Math.Max(0, Tokens - begun) };

    private static double PerSecond(Rate rate) => rate.Count / rate.Period.TotalSeconds;
}
