namespace AutomationPlatform.Domain.Definition;

/// <summary>How the time between attempts grows.</summary>
public enum Backoff
{
    /// <summary>Doubles with each attempt, up to the longest delay.</summary>
    Exponential,

    /// <summary>Stays the initial delay.</summary>
    Constant,
}

/// <summary>How chance spreads the time between attempts.</summary>
public enum Jitter
{
    /// <summary>Anything between nothing and the computed delay, so that retries do not come in waves.</summary>
    Full,

    /// <summary>Exactly the computed delay.</summary>
    None,
}

/// <summary>Another number of attempts for one error code. A value.</summary>
/// <param name="Code">The error code, for instance <c>http:429</c>.</param>
/// <param name="MaxAttempts">The attempts allowed while failures have this code; at least 1.</param>
/// <exception cref="ValidationException">The number of attempts is outside of its range.</exception>
public sealed record RetryOverride(string Code, int MaxAttempts)
{
    /// <summary>The attempts allowed while failures have this code; 1 to <see cref="RetryPolicy.MaxAttemptsLimit"/>.</summary>
    public int MaxAttempts { get; } =
        Within.Range(MaxAttempts, 1, RetryPolicy.MaxAttemptsLimit, nameof(RetryOverride), nameof(MaxAttempts));
}

/// <summary>Whether and when a failed attempt is repeated. A value; the arithmetic is pure.</summary>
public sealed record RetryPolicy
{
    /// <summary>The most attempts a policy may ask for: 1,000.</summary>
    public const int MaxAttemptsLimit = 1_000;

    /// <summary>The longest delay and total time of a policy: 365 days.</summary>
    public static readonly TimeSpan TimeLimit = TimeSpan.FromDays(365);

    /// <summary>The first delay unless said otherwise: 1 second.</summary>
    public static readonly TimeSpan DefaultInitialDelay = TimeSpan.FromSeconds(1);

    /// <summary>The longest computed delay unless said otherwise: 5 minutes.</summary>
    public static readonly TimeSpan DefaultMaxDelay = TimeSpan.FromMinutes(5);

    /// <summary>How many attempts in all, the first included; 1 to <see cref="MaxAttemptsLimit"/>.</summary>
    /// <exception cref="ValidationException">It is outside of that.</exception>
    public required int MaxAttempts
    {
        get;
        init => field = Within.Range(value, 1, MaxAttemptsLimit, nameof(RetryPolicy), nameof(MaxAttempts));
    }

    /// <summary>How the delay grows. Default exponential.</summary>
    public Backoff Backoff { get; init; } = Backoff.Exponential;

    /// <summary>The delay after the first attempt, up to <see cref="TimeLimit"/>. Default <see cref="DefaultInitialDelay"/>.</summary>
    /// <exception cref="ValidationException">It is negative or too long.</exception>
    public TimeSpan InitialDelay
    {
        get;
        init => field = Within.Range(value, TimeSpan.Zero, TimeLimit, nameof(RetryPolicy), nameof(InitialDelay));
    } = DefaultInitialDelay;

    /// <summary>The longest computed delay, up to <see cref="TimeLimit"/>. Default <see cref="DefaultMaxDelay"/>.</summary>
    /// <exception cref="ValidationException">It is negative or too long.</exception>
    public TimeSpan MaxDelay
    {
        get;
        init => field = Within.Range(value, TimeSpan.Zero, TimeLimit, nameof(RetryPolicy), nameof(MaxDelay));
    } = DefaultMaxDelay;

    /// <summary>How chance spreads delays. Default full.</summary>
    public Jitter Jitter { get; init; } = Jitter.Full;

    /// <summary>The time since an item's first start after which a failure is final; null without limit.</summary>
    /// <exception cref="ValidationException">It is not above zero, or longer than <see cref="TimeLimit"/>.</exception>
    public TimeSpan? TotalTimeout
    {
        get;
        init =>
            field = value is { } time
                ? Within.Range(time, TimeSpan.FromTicks(1), TimeLimit, nameof(RetryPolicy), nameof(TotalTimeout))
                : null;
    }

    /// <summary>Other numbers of attempts by error code.</summary>
    public ValueList<RetryOverride> Overrides { get; init; } = [];

    /// <summary>What an item execution gets as its own maximum: the largest of the policy's and its overrides'.</summary>
    public int LargestMaxAttempts => Overrides.Select(o => o.MaxAttempts).Append(MaxAttempts).Max();

    /// <summary>The attempts allowed while failures have this code.</summary>
    public int MaxAttemptsFor(string code) => Overrides.FirstOrDefault(o => o.Code == code)?.MaxAttempts ?? MaxAttempts;

    /// <summary>How long to wait before the next attempt.</summary>
    /// <param name="attemptsUsed">Attempts made so far; at least 1.</param>
    /// <param name="chance">A random number from 0 to below 1, drawn by the caller.</param>
    /// <param name="asked">The delay that the handler asked for; it overrides the computed one, up to a day.</param>
    public TimeSpan DelayAfter(int attemptsUsed, double chance, TimeSpan? asked = null)
    {
        if (asked is { } wanted)
            return TimeSpan.FromTicks(Math.Clamp(wanted.Ticks, 0, TimeSpan.TicksPerDay));
        // 2^62 would overflow ticks; the longest delay has long been reached by then.
        var factor = Backoff == Backoff.Constant ? 1 : Math.Pow(2, Math.Clamp(attemptsUsed - 1, 0, 62));
        var ticks = Math.Min(InitialDelay.Ticks * factor, MaxDelay.Ticks);
        return TimeSpan.FromTicks((long)(Jitter == Jitter.Full ? ticks * chance : ticks));
    }
}
