using AutomationPlatform.Domain.Definition;

namespace AutomationPlatform.Infrastructure.Definition;

/// <summary>An import under way: items of the batch from this sequence number on are hidden. Only read by the mapper.</summary>
internal sealed class ImportLeaseRow
{
    public BatchId BatchId { get; private set; }

    public int FirstSequenceNumber { get; private set; }
}
