using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Domain.Orchestration;

/// <summary>How well the engine could be observed the last time.</summary>
public enum Observation
{
    /// <summary>The engine answered and knew the instance.</summary>
    Ok,

    /// <summary>The engine could not be asked; the status is the last one known.</summary>
    Unknown,

    /// <summary>The engine answered and does not know the instance.</summary>
    Lost,
}

/// <summary>One workflow, build or job in an external engine.</summary>
public sealed class OrchestrationInstance : ExecutionEntity<OrchestrationInstanceId>
{
    /// <summary>The longest external id, in characters: 200.</summary>
    public const int ExternalIdLimit = 200;

    private OrchestrationInstance() { }

    /// <summary>Records an instance.</summary>
    /// <param name="engineId">The engine it runs in.</param>
    /// <param name="externalId">The engine's own id for it, unique there; trimmed, 1 to <see cref="ExternalIdLimit"/> characters.</param>
    /// <param name="metadata">The engine's own words about it.</param>
    /// <exception cref="ValidationException">The external id is empty or too long.</exception>
    public OrchestrationInstance(EngineId engineId, string externalId, Payload? metadata = null)
    {
        ExternalId = Text.Required(externalId, nameof(OrchestrationInstance), nameof(ExternalId), ExternalIdLimit);
        EngineId = engineId;
        InstanceMetadata = metadata;
    }

    /// <summary>The engine it runs in.</summary>
    public EngineId EngineId { get; private set; }

    /// <summary>The engine's own id for it.</summary>
    public string ExternalId { get; private set; } = "";

    /// <summary>How long it took, in seconds; set when it ends.</summary>
    public double? DurationSeconds { get; private set; }

    /// <summary>The engine's own words about it.</summary>
    public Payload? InstanceMetadata { get; private set; }

    /// <summary>How well the engine could be observed the last time.</summary>
    public Observation Observation { get; private set; }

    /// <summary>Begins, or goes on after a retry.</summary>
    /// <exception cref="InvalidStateException">It is not PENDING or RETRYING.</exception>
    public void Start(DateTimeOffset now) => Step(ExecutionStatus.Processing, now, nameof(Start));

    /// <summary>Ends well.</summary>
    /// <exception cref="InvalidStateException">It is not PROCESSING.</exception>
    public void Complete(DateTimeOffset now) => Step(ExecutionStatus.Completed, now, nameof(Complete));

    /// <summary>Ends in failure.</summary>
    /// <exception cref="InvalidStateException">It is not PROCESSING or RETRYING.</exception>
    public void Fail(DateTimeOffset now) => Step(ExecutionStatus.Failed, now, nameof(Fail));

    /// <summary>Ends because someone asked for it.</summary>
    /// <exception cref="InvalidStateException">It has ended.</exception>
    public void Cancel(DateTimeOffset now) => Step(ExecutionStatus.Cancelled, now, nameof(Cancel));

    /// <summary>Is left out on purpose.</summary>
    /// <exception cref="InvalidStateException">It is not PENDING.</exception>
    public void Skip(DateTimeOffset now) => Step(ExecutionStatus.Skipped, now, nameof(Skip));

    /// <summary>Re-opens it.</summary>
    /// <exception cref="InvalidStateException">It is not FAILED or PROCESSING.</exception>
    public void Retry(DateTimeOffset now) => Step(ExecutionStatus.Retrying, now, nameof(Retry));

    /// <summary>Takes over the status that the engine reports; a jump takes the steps between at the same instant.</summary>
    /// <exception cref="InvalidStateException">No steps of the table lead there.</exception>
    public void Observe(ExecutionStatus reported, Payload? metadata, DateTimeOffset now)
    {
        var steps = StepsTo(reported);
        foreach (var step in steps)
            Step(step, now, nameof(Observe));
        if (steps.Count == 0 && Observation == Observation.Ok && Equals(metadata, InstanceMetadata))
            return;
        Observation = Observation.Ok;
        InstanceMetadata = metadata ?? InstanceMetadata;
        if (steps.Count == 0)
            Advance(now);
    }

    /// <summary>Records that the engine could not be asked, or does not know the instance.</summary>
    /// <param name="observation">What was observed.</param>
    /// <param name="evidence">What was asked and what came back.</param>
    /// <param name="now">The present moment.</param>
    public void ObserveTrouble(Observation observation, Payload evidence, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        if (Observation == observation && evidence.Equals(InstanceMetadata))
            return;
        Observation = observation;
        InstanceMetadata = evidence;
        Advance(now);
    }

    private void Step(ExecutionStatus next, DateTimeOffset now, string operation)
    {
        MoveTo(next, now, operation);
        DurationSeconds = Duration?.TotalSeconds;
    }

    // The table is small: one step, or one through PROCESSING, reaches everything that can be reached without a retry.
    private List<ExecutionStatus> StepsTo(ExecutionStatus reported)
    {
        if (reported == Status)
            return [];
        if (Lifecycle.Allows(Status, reported))
            return [reported];
        if (
            Lifecycle.Allows(Status, ExecutionStatus.Processing)
            && Lifecycle.Allows(ExecutionStatus.Processing, reported)
        )
            return [ExecutionStatus.Processing, reported];
        throw Refusal(nameof(Observe), $"the engine reports {reported.Name()}");
    }
}
