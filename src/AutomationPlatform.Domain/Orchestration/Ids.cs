namespace AutomationPlatform.Domain.Orchestration;

/// <summary>The identifier of an engine.</summary>
/// <param name="Value">The UUID.</param>
public readonly record struct EngineId(Guid Value) : IEntityId<EngineId>
{
    /// <inheritdoc/>
    public static EngineId From(Guid value) => new(value);

    /// <summary>The UUID in its usual form, lower case.</summary>
    public override string ToString() => Value.ToString();
}

/// <summary>The identifier of an orchestration instance.</summary>
/// <param name="Value">The UUID.</param>
public readonly record struct OrchestrationInstanceId(Guid Value) : IEntityId<OrchestrationInstanceId>
{
    /// <inheritdoc/>
    public static OrchestrationInstanceId From(Guid value) => new(value);

    /// <summary>The UUID in its usual form, lower case.</summary>
    public override string ToString() => Value.ToString();
}

/// <summary>The identifier of a link between a run and an instance.</summary>
/// <param name="Value">The UUID.</param>
public readonly record struct RunOrchestrationId(Guid Value) : IEntityId<RunOrchestrationId>
{
    /// <inheritdoc/>
    public static RunOrchestrationId From(Guid value) => new(value);

    /// <summary>The UUID in its usual form, lower case.</summary>
    public override string ToString() => Value.ToString();
}
