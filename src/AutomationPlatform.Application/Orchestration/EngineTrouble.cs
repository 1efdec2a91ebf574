namespace AutomationPlatform.Application.Orchestration;

/// <summary>What kind of trouble there is with an engine, and so what may be done next.</summary>
public enum EngineTrouble
{
    /// <summary>Nothing reached it: no such host, connection refused. What was to be sent was not.</summary>
    Unreachable,

    /// <summary>Whether it did what was asked is not known: time-out, connection cut, 408, 5xx, an answer nobody understands.</summary>
    Unclear,

    /// <summary>It has no room now: 429. Nothing was done.</summary>
    Busy,

    /// <summary>It does not accept the credential: 401, 403. Nothing was done.</summary>
    Forbidden,

    /// <summary>It answered and does not know the job or the path: 404.</summary>
    Missing,

    /// <summary>It refuses the request as it is, now and later: 400, 409, 422.</summary>
    Refused,

    /// <summary>Its credential or settings cannot be used in this process: a variable that is not set, a file that is not there.</summary>
    Misconfigured,
}
