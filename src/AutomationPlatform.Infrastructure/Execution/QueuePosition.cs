namespace AutomationPlatform.Infrastructure.Execution;

/// <summary>The place of an item execution in its run's queue.</summary>
internal static class QueuePosition
{
    /// <summary>Batches in their order, items by sequence within them; a retry keeps its place.</summary>
    internal static long Of(int ordinal, int sequenceNumber) => ((long)ordinal << 32) + sequenceNumber;
}
