using System.Security.Cryptography;
using AutomationPlatform.Domain.Audit;
using AutomationPlatform.Domain.Execution;
using Microsoft.Extensions.Logging;

namespace AutomationPlatform.Application.Audit;

/// <summary>Seals ended runs: hashes every item execution into a tree, in segments that outlive a crash, and stores the seal
/// only of a run that is still as it ended. Any number of them work on one database. Thread-safe.</summary>
public sealed class RunSealer(IAuditReader reader, ISealStore store, AuditSigner signer, ILogger<RunSealer> logger)
{
    /// <summary>Whether this process may seal: false where the database requires signatures and there is no key here.</summary>
    /// <exception cref="InvalidInputException">The key that is named is none.</exception>
    public async Task<bool> MaySealAsync(CancellationToken cancellationToken) =>
        signer.Key is not null || !await RequiresSignaturesAsync(cancellationToken);

    /// <summary>Whether ended runs wait for their seal, of these or, without any named, of all.</summary>
    public Task<bool> IsAwaitedAsync(IReadOnlyList<RunId> runs, CancellationToken cancellationToken) =>
        store.IsAwaitedAsync(runs, cancellationToken);

    /// <summary>Seals the run that has waited longest.</summary>
    /// <param name="run">Only this run; null for any.</param>
    /// <param name="actor">Who seals.</param>
    /// <param name="progress">Told how many item executions were hashed.</param>
    /// <param name="cancellationToken">Ends the work; what was hashed stays for the next sealer.</param>
    /// <returns>True when a run was taken; false when none waits that nobody else holds.</returns>
    /// <exception cref="InvalidInputException">The key that is named is none.</exception>
    public async Task<bool> SealNextAsync(
        RunId? run,
        string actor,
        IProgress<long>? progress,
        CancellationToken cancellationToken
    )
    {
        if (!await MaySealAsync(cancellationToken))
            return false;
        var owner = Guid.CreateVersion7();
        if (await store.TakeAsync(owner, AuditDefaults.SealLease, run, cancellationToken) is not { } taken)
            return false;
        try
        {
            await SealAsync(new Turn(owner, taken, actor, progress), cancellationToken);
        }
        catch (OperationCanceledException)
        {
            await store.ReleaseAsync(owner, taken, CancellationToken.None);
            throw;
        }
        // Not where it failed: until the lease is over, others than the run that fails get their turn.
        await store.ReleaseAsync(owner, taken, CancellationToken.None);
        return true;
    }

    private async Task SealAsync(Turn turn, CancellationToken cancellationToken)
    {
        var run = await reader.FindRunAsync(turn.Run, cancellationToken);
        if (run is null || run.Status.IsActive())
            return;
        if (await HashAsync(turn, run, cancellationToken) is not { } hashed)
            return;
        using var batches = new BatchesHash();
        await foreach (var batch in reader.ReadBatchesAsync(run.Id, cancellationToken))
            batches.Add(batch);
        var (count, hash) = (batches.Count, batches.Finish());
        KeyValuePair<string, string?>[] facts = [.. run.Facts()];
        var outcome = await store.StoreAsync(
            turn.Owner,
            run,
            turn.Actor,
            signer.Key,
            place => new SealBody(facts, count, hash, hashed.Facts, hashed.Tree.Root(), place).Seal(run, signer),
            cancellationToken
        );
        SealLog.Sealed(logger, run.Id, outcome);
    }

    // Null when another has taken over.
    private async Task<Hashed?> HashAsync(Turn turn, AuditedRun run, CancellationToken cancellationToken)
    {
        var segment = new OpenSegment(run);
        ItemPlace? after = null;
        if (await store.FindLastSegmentAsync(run.Id, run.Version, cancellationToken) is { } last)
        {
            await foreach (var kept in reader.ReadSegmentsAsync(run.Id, run.Version, cancellationToken))
                segment.Skip(kept);
            after = new ItemPlace(segment.Facts.BatchExecutionId, last.Last);
        }
        await foreach (var item in reader.ReadItemsAsync(run.Id, after, values: false, cancellationToken))
        {
            segment.Add(item);
            if (segment.IsFull && !await KeepAsync(turn, segment, cancellationToken))
                return null;
        }
        if (!segment.IsEmpty && !await KeepAsync(turn, segment, cancellationToken))
            return null;
        return new Hashed(segment.Tree, segment.Facts);
    }

    private async Task<bool> KeepAsync(Turn turn, OpenSegment segment, CancellationToken cancellationToken)
    {
        var kept = await store.AppendAsync(turn.Owner, AuditDefaults.SealLease, segment.Close(), cancellationToken);
        turn.Progress?.Report(segment.Facts.Items);
        return kept;
    }

    private async Task<bool> RequiresSignaturesAsync(CancellationToken cancellationToken) =>
        (await reader.FindSettingAsync(AuditDefaults.RequireSignatures, cancellationToken))?.Value == "true";

    private sealed record Turn(Guid Owner, RunId Run, string Actor, IProgress<long>? Progress);

    private sealed record Hashed(MerkleTree Tree, SealFacts Facts);

    /// <summary>The segment that is being filled, and the tree over all.</summary>
    private sealed class OpenSegment(AuditedRun run)
    {
        private readonly List<byte[]> leaves = [];
        private int number;
        private Guid first;
        private Guid last;

        internal MerkleTree Tree { get; } = new();

        internal SealFacts Facts { get; private set; } = new();

        internal bool IsFull => leaves.Count == AuditDefaults.SegmentLeaves;

        internal bool IsEmpty => leaves.Count == 0;

        internal void Skip(SealSegment kept)
        {
            foreach (var leaf in kept.LeafHashes.Chunk(SHA256.HashSizeInBytes))
                Tree.Add(leaf);
            Facts = SealFacts.Read(kept.Facts);
            number = kept.Number + 1;
        }

        internal void Add(AuditedItem item)
        {
            if (IsEmpty)
                first = item.Id;
            last = item.Id;
            var leaf = item.Leaf().Hash();
            leaves.Add(leaf);
            Tree.Add(leaf);
            Facts.Add(item);
        }

        internal SealSegment Close()
        {
            byte[] hashes = [.. leaves.SelectMany(leaf => leaf)];
            leaves.Clear();
            return new SealSegment(run.Id, run.Version, number++, first, last, hashes, Facts.Write());
        }
    }
}
