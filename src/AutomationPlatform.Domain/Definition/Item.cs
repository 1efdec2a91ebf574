namespace AutomationPlatform.Domain.Definition;

/// <summary>The atomic unit of work: its place in the batch, its payload, and the business's own reference.</summary>
public sealed class Item : Entity<ItemId>
{
    private Item() { }

    /// <summary>Puts a new item into a batch.</summary>
    /// <param name="batchId">The batch it belongs to.</param>
    /// <param name="sequenceNumber">Its place, from 0, unique within the batch.</param>
    /// <param name="payload">Its data; checked against the item schema by whoever creates it.</param>
    /// <param name="reference">The business's own name for it, unique within the batch, at most <see cref="Limits.Reference"/> characters.</param>
    /// <exception cref="ValidationException">The sequence number is negative or the reference too long.</exception>
    public Item(BatchId batchId, int sequenceNumber, Payload? payload = null, string? reference = null)
    {
        if (sequenceNumber < 0)
            throw new ValidationException(nameof(Item), nameof(SequenceNumber), $"is {sequenceNumber}; give 0 or more");
        Reference = Text.Optional(reference, nameof(Item), nameof(Reference), Limits.Reference);
        BatchId = batchId;
        SequenceNumber = sequenceNumber;
        Payload = payload;
    }

    /// <summary>The batch it belongs to.</summary>
    public BatchId BatchId { get; private set; }

    /// <summary>Its place in the batch, from 0; gaps are possible.</summary>
    public int SequenceNumber { get; private set; }

    /// <summary>Its data.</summary>
    public Payload? Payload { get; private set; }

    /// <summary>The business's own name for it.</summary>
    public string? Reference { get; private set; }

    /// <summary>Replaces the payload. Refused by the repository once a run refers to the item.</summary>
    public void UpdatePayload(Payload? payload, DateTimeOffset now)
    {
        if (Equals(payload, Payload))
            return;
        Payload = payload;
        Advance(now);
    }
}
