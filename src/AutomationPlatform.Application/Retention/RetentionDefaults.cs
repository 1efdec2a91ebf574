namespace AutomationPlatform.Application.Retention;

/// <summary>The limits of archiving.</summary>
public static class RetentionDefaults
{
    /// <summary>How many item executions are removed in one transaction, with all that hangs on them: 500.</summary>
    /// <remarks>On SQLite that is how long everybody else waits to write.</remarks>
    public const int SliceItems = 500;

    /// <summary>The shortest time after its end at which a run may leave: 1 minute.</summary>
    public static readonly TimeSpan ShortestAge = TimeSpan.FromMinutes(1);

    /// <summary>The longest: 100 years.</summary>
    public static readonly TimeSpan LongestAge = TimeSpan.FromDays(36_525);
}
