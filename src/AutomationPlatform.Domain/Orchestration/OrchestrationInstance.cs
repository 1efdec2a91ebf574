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
    /// <param name="reported">The status that the engine reports.</param>
    /// <param name="metadata">The engine's own words about it; null keeps those of before.</param>
    /// <param name="now">The present moment.</param>
    /// <exception cref="InvalidStateException">No steps of the table lead there.</exception>
    public void Observe(ExecutionStatus reported, Payload? metadata, DateTimeOffset now)
    {
        var steps =
            Lifecycle.Path(Status, reported)
            ?? throw Refusal(nameof(Observe), $"the engine reports {reported.Name()}, and no steps lead there");
        var words = metadata ?? InstanceMetadata;
        if (steps.Count == 0 && Observation == Observation.Ok && Equals(words, InstanceMetadata))
            return;
        foreach (var step in steps)
            Step(step, now, nameof(Observe));
        Observation = Observation.Ok;
        InstanceMetadata = words;
        if (steps.Count == 0)
            Advance(now);
    }

    /// <summary>Records that the engine could not be asked, or does not know the instance.</summary>
    /// <param name="observation">What was observed: <see cref="Observation.Unknown"/> or <see cref="Observation.Lost"/>.</param>
    /// <param name="evidence">What was asked and what came back.</param>
    /// <param name="now">The present moment.</param>
    /// <exception cref="ValidationException"><paramref name="observation"/> is no trouble.</exception>
    public void ObserveTrouble(Observation observation, Payload evidence, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        if (observation is not (Observation.Unknown or Observation.Lost))
            throw new ValidationException(
                nameof(OrchestrationInstance),
                nameof(Observation),
                $"is {observation}, which is no trouble; give Unknown or Lost, or call {nameof(Observe)}"
            );
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
}
