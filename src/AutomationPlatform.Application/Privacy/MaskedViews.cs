using AutomationPlatform.Application.Definition;
using AutomationPlatform.Application.Execution;

namespace AutomationPlatform.Application.Privacy;

/// <summary>What readers gave, as it may be shown under a mask.</summary>
public static class MaskedViews
{
    /// <summary>An item of a batch.</summary>
    public static ItemSummary Masked(this ItemSummary item, PayloadMask mask) =>
        item with
        {
            Payload = mask.OfItem(item.Payload),
        };

    /// <summary>A batch.</summary>
    public static BatchSummary Masked(this BatchSummary batch, PayloadMask mask) =>
        batch with
        {
            Payload = mask.OfBatch(batch.Payload),
        };

    /// <summary>An item execution: its payload, and what of it stands in its result, its error and its progress.</summary>
    public static ItemExecutionDetails Masked(this ItemExecutionDetails item, PayloadMask mask)
    {
        if (mask.HidesNothing)
            return item;
        var sensitive = mask.TextsOf(item.Payload, batch: null);
        return item with
        {
            Summary = item.Summary with { ErrorMessage = sensitive.Hide(item.Summary.ErrorMessage) },
            Payload = mask.OfItem(item.Payload),
            Result = sensitive.HideIn(item.Result),
            Progress = item.Progress is { } said ? said with { Message = sensitive.Hide(said.Message) } : null,
        };
    }

    /// <summary>A status change of an item execution.</summary>
    public static HistoryEntry Masked(this HistoryEntry entry, SensitiveTexts sensitive) =>
        entry with
        {
            Message = sensitive.Hide(entry.Message),
            Reason = sensitive.Hide(entry.Reason),
        };

    /// <summary>A row of an export.</summary>
    public static ExportedItem Masked(this ExportedItem item, PayloadMask mask)
    {
        if (mask.HidesNothing)
            return item;
        var sensitive = mask.TextsOf(item.Payload, batch: null);
        return item with
        {
            Payload = mask.OfItem(item.Payload),
            Result = sensitive.HideIn(item.Result),
            ErrorMessage = sensitive.Hide(item.ErrorMessage),
        };
    }
}
