using AutomationPlatform.Application;
using AutomationPlatform.Domain.Definition;

namespace AutomationPlatform.Infrastructure.Execution;

/// <summary>The batch that items are to be added to, as the transaction sees it. A value.</summary>
/// <param name="Id">The batch.</param>
/// <param name="UnderImport">Whether an import into it is under way, or was broken off.</param>
/// <param name="UnfinishedRun">A run that uses it and has not ended.</param>
internal sealed record AddedToBatch(BatchId Id, bool UnderImport, Guid? UnfinishedRun)
{
    /// <summary>Refuses what an import that appends refuses too: a run has the items that were there when it was made.</summary>
    internal void Check(string name)
    {
        if (UnderImport)
            throw new ConflictException($"batch '{name}': it is being imported; wait for the import's end");
        if (UnfinishedRun is { } run)
            throw new ConflictException(
                $"batch '{name}': the unfinished run {run} uses it; add to it when that has ended, or fill another batch"
            );
    }

    /// <summary>Refuses a reference that the batch has.</summary>
    internal static void CheckReferences(string name, IReadOnlyList<string> taken)
    {
        if (taken is [var reference, ..])
            throw new ConflictException($"batch '{name}': it has an item with the reference '{reference}' already");
    }
}
