namespace AutomationPlatform.Domain.Execution;

/// <summary>The error codes that the platform itself gives; a handler's own codes stand beside them.</summary>
public static class ErrorCodes
{
    /// <summary>The attempt took longer than its time-out.</summary>
    public const string Timeout = "timeout";

    /// <summary>The service could not be reached.</summary>
    public const string Network = "network";

    /// <summary>What the handler answered is not JSON.</summary>
    public const string NotJson = "not-json";

    /// <summary>The result is JSON that no database keeps; final.</summary>
    public const string BadResult = "bad-result";

    /// <summary>The payload or result is larger than 1 MiB; final.</summary>
    public const string TooLarge = "too-large";

    /// <summary>The worker vanished three times; final.</summary>
    public const string Lost = "lost";

    /// <summary>The worker vanished and the policy is one attempt, so nobody knows whether it was done; final.</summary>
    public const string UnknownOutcome = "unknown-outcome";

    /// <summary>Cancelled because too many others had failed.</summary>
    public const string Threshold = "threshold";

    /// <summary>Cancelled on request while it was being done.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>Given back unbegun; stands in the history only.</summary>
    public const string Released = "released";

    /// <summary>What the history gives as the reason for an item that was lost.</summary>
    public const string LostReason = "the lease of its worker was over";

    /// <summary>What an item says that was lost too often.</summary>
    public static readonly string LostMessage =
        $"The worker vanished {ItemExecution.LostLimit} times while doing this item.";

    /// <summary>What an item says whose only attempt was lost.</summary>
    public const string UnknownOutcomeMessage =
        "The worker vanished while doing this item, and its automation allows one attempt: whether it was done is unknown.";

    /// <summary>The code of a process that ended with this exit code: <c>exit:3</c>.</summary>
    public static string Exit(int code) => $"exit:{code}";

    /// <summary>The code of a process that was ended by this signal: <c>signal:9</c>.</summary>
    public static string Signal(int number) => $"signal:{number}";

    /// <summary>The code of a service's refusal: <c>http:503</c>.</summary>
    public static string Http(int status) => $"http:{status}";
}
