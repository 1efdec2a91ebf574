namespace AutomationPlatform.Application.Orchestration;

/// <summary>What a job in an engine is for.</summary>
public enum SubmissionPurpose
{
    /// <summary>The run is the engine's: it ends with the job.</summary>
    Delegate,

    /// <summary>The job is a worker of the run.</summary>
    Shards,
}
