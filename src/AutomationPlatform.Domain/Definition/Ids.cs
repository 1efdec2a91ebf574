namespace AutomationPlatform.Domain.Definition;

/// <summary>The identifier of an automation.</summary>
/// <param name="Value">The UUID.</param>
public readonly record struct AutomationId(Guid Value) : IEntityId<AutomationId>
{
    /// <inheritdoc/>
    public static AutomationId From(Guid value) => new(value);

    /// <summary>The UUID in its usual form, lower case.</summary>
    public override string ToString() => Value.ToString();
}

/// <summary>The identifier of a batch.</summary>
/// <param name="Value">The UUID.</param>
public readonly record struct BatchId(Guid Value) : IEntityId<BatchId>
{
    /// <inheritdoc/>
    public static BatchId From(Guid value) => new(value);

    /// <summary>The UUID in its usual form, lower case.</summary>
    public override string ToString() => Value.ToString();
}

/// <summary>The identifier of an item.</summary>
/// <param name="Value">The UUID.</param>
public readonly record struct ItemId(Guid Value) : IEntityId<ItemId>
{
    /// <inheritdoc/>
    public static ItemId From(Guid value) => new(value);

    /// <summary>The UUID in its usual form, lower case.</summary>
    public override string ToString() => Value.ToString();
}
