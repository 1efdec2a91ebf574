namespace AutomationPlatform.Domain.Execution;

/// <summary>The identifier of a run.</summary>
/// <param name="Value">The UUID.</param>
public readonly record struct RunId(Guid Value) : IEntityId<RunId>
{
    /// <inheritdoc/>
    public static RunId From(Guid value) => new(value);

    /// <summary>The UUID in its usual form, lower case.</summary>
    public override string ToString() => Value.ToString();
}

/// <summary>The identifier of a batch execution.</summary>
/// <param name="Value">The UUID.</param>
public readonly record struct BatchExecutionId(Guid Value) : IEntityId<BatchExecutionId>
{
    /// <inheritdoc/>
    public static BatchExecutionId From(Guid value) => new(value);

    /// <summary>The UUID in its usual form, lower case.</summary>
    public override string ToString() => Value.ToString();
}

/// <summary>The identifier of an item execution.</summary>
/// <param name="Value">The UUID.</param>
public readonly record struct ItemExecutionId(Guid Value) : IEntityId<ItemExecutionId>
{
    /// <inheritdoc/>
    public static ItemExecutionId From(Guid value) => new(value);

    /// <summary>The UUID in its usual form, lower case.</summary>
    public override string ToString() => Value.ToString();
}
