using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Audit;

namespace AutomationPlatform.Application.Audit;

/// <summary>Compares the leaves of a run, as they are computed anew, with its segments, and says which item differs.</summary>
/// <remarks>Holds the leaves of one segment.</remarks>
internal sealed class TreeProof
{
    private readonly MerkleTree tree = new();
    private SealSegment? segment;
    private int next;

    /// <summary>The root over all leaves.</summary>
    internal byte[] Root() => tree.Root();

    /// <summary>Whether the leaves of the present segment are used up.</summary>
    internal bool WantsSegment => segment is null || next * CanonicalJson.HashBytes >= segment.LeafHashes.Length;

    /// <summary>Goes on with the next segment; null when there is none.</summary>
    internal void Turn(SealSegment? following) => (segment, next) = (following, 0);

    /// <summary>Takes a leaf; compares it with the segment's, where there is one.</summary>
    /// <exception cref="AuditMismatch">It differs.</exception>
    internal void Add(Guid itemExecution, byte[] leaf)
    {
        tree.Add(leaf);
        if (segment is null)
            return;
        if (!At(next).SequenceEqual(leaf))
            throw ItemProof.Wrong("item_execution", itemExecution.ToString(), null, Difference(itemExecution, leaf));
        next++;
    }

    /// <summary>Ends: nothing may be left of the segment.</summary>
    /// <exception cref="AuditMismatch">Item executions are missing.</exception>
    internal void End()
    {
        if (segment is not null && !WantsSegment)
            throw ItemProof.Wrong(
                "item_execution",
                $"up to {segment.Last} of segment {segment.Number}",
                null,
                $"{Left} that were sealed are missing at the end"
            );
    }

    private int Left => (segment!.LeafHashes.Length / CanonicalJson.HashBytes) - next;

    private ReadOnlySpan<byte> At(int place)
    {
        var begin = place * CanonicalJson.HashBytes;
        return begin + CanonicalJson.HashBytes <= segment!.LeafHashes.Length
            ? segment.LeafHashes.AsSpan(begin, CanonicalJson.HashBytes)
            : [];
    }

    private string Difference(Guid itemExecution, byte[] leaf)
    {
        var place = $"leaf {segment!.Number * AuditDefaults.SegmentLeaves + next}";
        for (var later = next + 1; !At(later).IsEmpty; later++)
            if (At(later).SequenceEqual(leaf))
                return $"{later - next} item execution(s) before it that were sealed are missing ({place}"
                    + (next == 0 ? $", the first of them {segment.First})" : ")");
        return itemExecution == segment.First || next > 0
            ? $"is not what was sealed ({place}): its status, its error, its result's or payload's hash, or the last row of its history was changed together with what they must agree with, or it was not there"
            : $"stands where {segment.First} was sealed ({place}): that one is missing, or this one was not there";
    }
}
