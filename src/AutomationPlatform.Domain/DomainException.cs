namespace AutomationPlatform.Domain;

/// <summary>The root of what the domain refuses. Its message names the thing, the field and the remedy.</summary>
public abstract class DomainException(string message) : Exception(message);

/// <summary>A value that the domain does not admit.</summary>
public sealed class ValidationException(string entity, string field, string reason)
    : DomainException($"{entity}.{field}: {reason}")
{
    /// <summary>The kind of entity or value that was refused, for instance <c>Automation</c>.</summary>
    public string Entity { get; } = entity;

    /// <summary>The field that holds the refused value.</summary>
    public string Field { get; } = field;

    /// <summary>What is wrong with it and what would be right.</summary>
    public string Reason { get; } = reason;
}

/// <summary>A verb that the entity's present state does not allow. The entity was left as it was.</summary>
public sealed class InvalidStateException(
    string entity,
    string id,
    string currentState,
    string operation,
    string? remedy = null
)
    : DomainException(
        $"{entity} {id} is {currentState}: {operation} is not allowed" + (remedy is null ? "." : $"; {remedy}.")
    )
{
    /// <summary>The kind of entity, for instance <c>Run</c>.</summary>
    public string Entity { get; } = entity;

    /// <summary>The identifier of the entity that refused.</summary>
    public string Id { get; } = id;

    /// <summary>The state it was in, as it is spelt in the database.</summary>
    public string CurrentState { get; } = currentState;

    /// <summary>The verb that was refused.</summary>
    public string Operation { get; } = operation;
}
