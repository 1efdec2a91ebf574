namespace AutomationPlatform.Domain;

/// <summary>The lengths of texts that several entities share, in characters.</summary>
public static class Limits
{
    /// <summary>The longest reason given for a pause, a cancellation, a retry or a skip: 2,000.</summary>
    public const int Reason = 2_000;

    /// <summary>The longest error message; longer ones are cut: 10,000.</summary>
    public const int ErrorMessage = 10_000;

    /// <summary>The longest error code: 100.</summary>
    public const int ErrorCode = 100;

    /// <summary>The longest business reference of an item: 200.</summary>
    public const int Reference = 200;

    /// <summary>The longest correlation id of a run: 100.</summary>
    public const int CorrelationId = 100;
}
