namespace AutomationPlatform.Application.Orchestration;

/// <summary>What an engine can do.</summary>
public sealed record EngineCapabilities
{
    /// <summary>Whether workers can be its jobs, so that it takes shards of runs.</summary>
    public bool Shards { get; init; }

    /// <summary>Whether one submission starts all shards.</summary>
    public bool Arrays { get; init; }

    /// <summary>Whether it refuses, or takes for the same, a second submission of the same id.</summary>
    public bool IsIdempotent { get; init; }

    /// <summary>Whether a job can be cancelled.</summary>
    public bool Cancels { get; init; } = true;

    /// <summary>Whether it can be asked for the jobs of a submission. One that cannot must be idempotent: sent again, it tells.</summary>
    public bool Searches { get; init; } = true;

    /// <summary>Whether the jobs with our mark can be listed.</summary>
    public bool Lists { get; init; }

    /// <summary>Whether it takes a job held, so that one begins only when the submission knows it.</summary>
    public bool Holds { get; init; }

    /// <summary>Whether the logs of its jobs can be read.</summary>
    public bool ReadsLogs { get; init; }

    /// <summary>Whether it tells of changes by itself. It is polled all the same, only later.</summary>
    public bool Watches { get; init; }
}
