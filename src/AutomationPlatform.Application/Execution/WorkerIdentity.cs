using AutomationPlatform.Domain;

namespace AutomationPlatform.Application.Execution;

/// <summary>The identifier of one worker process, new at every start.</summary>
/// <param name="Value">The UUID.</param>
public readonly record struct WorkerId(Guid Value) : IEntityId<WorkerId>
{
    /// <inheritdoc/>
    public static WorkerId From(Guid value) => new(value);

    /// <summary>The UUID in its usual form, lower case.</summary>
    public override string ToString() => Value.ToString();
}

/// <summary>The identifier of one claimed chunk, made by the worker before it asks.</summary>
/// <param name="Value">The UUID.</param>
public readonly record struct ClaimId(Guid Value) : IEntityId<ClaimId>
{
    /// <inheritdoc/>
    public static ClaimId From(Guid value) => new(value);
}

/// <summary>A worker process as others see it.</summary>
/// <param name="Id">Its identifier.</param>
/// <param name="Name">For people and for the history's actor: <c>host:pid</c> unless named otherwise.</param>
/// <param name="Host">The machine it runs on.</param>
/// <param name="ProcessId">Its process id there.</param>
/// <param name="Shard">Its identity among shards, for instance <c>0/4</c>; null when it is none.</param>
public sealed record WorkerIdentity(WorkerId Id, string Name, string Host, int ProcessId, string? Shard);
