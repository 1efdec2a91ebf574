namespace AutomationPlatform.Domain.Execution;

/// <summary>One status change of one item execution. Written by the change itself, never updated, never deleted.</summary>
/// <remarks>Its key is the item execution and <see cref="Version"/>; ordering by version is ordering in time.</remarks>
public sealed class ItemStateHistory
{
    private ItemStateHistory() { }

    internal ItemStateHistory(ItemExecution item, ExecutionStatus previousStatus, StatusChange change)
    {
        ItemExecutionId = item.Id;
        Version = item.Version;
        PreviousStatus = previousStatus;
        NewStatus = item.Status;
        ChangedAt = item.UpdatedAt;
        Attempt = item.AttemptCount;
        Code = change.Code;
        Message = change.Message;
        Reason = change.Reason;
    }

    /// <summary>The item execution that changed.</summary>
    public ItemExecutionId ItemExecutionId { get; private set; }

    /// <summary>The version that the change led to.</summary>
    public int Version { get; private set; }

    /// <summary>The status before; PENDING in the first row.</summary>
    public ExecutionStatus PreviousStatus { get; private set; }

    /// <summary>The status after.</summary>
    public ExecutionStatus NewStatus { get; private set; }

    /// <summary>When it changed, UTC.</summary>
    public DateTimeOffset ChangedAt { get; private set; }

    /// <summary>When the row was written, UTC.</summary>
    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>Who did it: the user of the unit of work, or the worker.</summary>
    public string? CreatedBy { get; private set; }

    /// <summary>The attempt count at that moment.</summary>
    public int Attempt { get; private set; }

    /// <summary>The error code of a failure.</summary>
    public string? Code { get; private set; }

    /// <summary>The error message of a failure.</summary>
    public string? Message { get; private set; }

    /// <summary>The reason that was given for a cancellation, a skip or a retry.</summary>
    public string? Reason { get; private set; }

    /// <summary>Stamps who wrote the row and when: called by the unit of work that stores it.</summary>
    public void StampCreation(DateTimeOffset now, string? actor)
    {
        CreatedAt = Instant.From(now);
        CreatedBy = actor;
    }
}

/// <summary>What a status change says beside the two statuses.</summary>
internal readonly record struct StatusChange(string? Code = null, string? Message = null, string? Reason = null);
