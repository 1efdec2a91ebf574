using AutomationPlatform.Domain.Audit;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Application.Audit;

/// <summary>Verifies one run: its seals, its batches, every item with its history, and all of them against the newest seal.</summary>
internal sealed class RunProof(IRunSource source, SealProof seals, DateTimeOffset beginning)
{
    // Only where its maker drives a run can an item execution change in anything but its status.
    private readonly ItemProof items = new(
        beginning,
        versionsMayJump: source.Run.Facts().Any(fact => fact is { Key: "driver", Value: "MANUAL" })
    );
    private readonly SealFacts facts = new();
    private readonly TreeProof tree = new();

    /// <summary>What was counted.</summary>
    internal SealFacts Facts => facts;

    /// <summary>How many batches.</summary>
    internal int Batches { get; private set; }

    /// <summary>How many values were erased.</summary>
    internal long Erased => items.Erased;

    /// <summary>How many item executions have something from before there were hashes.</summary>
    internal long Unhashed => items.Unhashed;

    /// <summary>Whether the newest seal is of the run as it is.</summary>
    internal bool IsSealed => source.Seals is [.., var newest] && newest.RunVersion == source.Run.Version;

    /// <summary>Verifies it.</summary>
    /// <param name="counted">Told of each item execution.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="AuditMismatch">The first thing that is wrong.</exception>
    internal async Task VerifyAsync(Action<AuditedItem> counted, CancellationToken cancellationToken)
    {
        var newest = CheckSeals();
        var bound = IsSealed ? newest : null;
        if (bound is not null)
            CompareRun(bound);
        var batches = await CheckBatchesAsync(cancellationToken);
        await CheckItemsAsync(bound is not null, counted, cancellationToken);
        if (bound is not null)
            Compare(bound, batches);
    }

    private ReadSeal? CheckSeals()
    {
        RunSeal? before = null;
        ReadSeal? read = null;
        foreach (var seal in source.Seals)
        {
            read = seals.Check(seal);
            if (seal.Number != (before?.Number ?? 0) + 1)
                throw SealProof.Wrong(seal, "number", $"is {seal.Number}: the run's seal before it is missing");
            if (read.Text("previousOfRun") != SealProof.Hex(before?.Hash))
                throw SealProof.Wrong(seal, "body", "does not name the run's seal before it");
            before = seal;
        }
        if (before is not null && before.RunVersion > source.Run.Version)
            throw ItemProof.Wrong(
                "run",
                source.Run.Id.ToString(),
                "version",
                $"is {source.Run.Version}, where {before.RunVersion} was sealed"
            );
        return read;
    }

    private void CompareRun(ReadSeal read)
    {
        var present = source.Run.Facts().ToDictionary();
        foreach (var (column, value) in read.Facts)
            if (!present.TryGetValue(column, out var found) || found != value)
                throw ItemProof.Wrong(
                    "run",
                    source.Run.Id.ToString(),
                    column,
                    $"is {found ?? "nothing"}, where {value ?? "nothing"} was sealed"
                );
    }

    private async Task<byte[]> CheckBatchesAsync(CancellationToken cancellationToken)
    {
        using var hash = new BatchesHash();
        await foreach (var batch in source.ReadBatchesAsync(cancellationToken))
        {
            var erased = batch.Payload is null && await source.IsErasedAsync(batch.BatchId, cancellationToken);
            items.Check(batch, erased);
            hash.Add(batch);
        }
        Batches = hash.Count;
        return hash.Finish();
    }

    private async Task CheckItemsAsync(bool compare, Action<AuditedItem> counted, CancellationToken cancellationToken)
    {
        await using var segments = source.ReadSegmentsAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        await foreach (var item in source.ReadItemsAsync(cancellationToken))
        {
            var last = items.Check(item, await IsErasedAsync(item, cancellationToken));
            if (compare && tree.WantsSegment)
                tree.Turn(await segments.MoveNextAsync() ? segments.Current : null);
            if (compare)
                tree.Add(item.Id, item.Leaf(last).Hash());
            facts.Add(item);
            counted(item);
        }
        if (!compare)
            return;
        if (tree.WantsSegment)
            tree.Turn(await segments.MoveNextAsync() ? segments.Current : null);
        tree.End();
    }

    private async Task<bool> IsErasedAsync(AuditedItem item, CancellationToken cancellationToken) =>
        (item.Payload is null || (item.Result is null && item.ResultHash is not null))
        && await source.IsErasedAsync(item.ItemId, cancellationToken);

    private void Compare(ReadSeal read, byte[] batches)
    {
        var run = source.Run.Id.ToString();
        CompareCount(run, "item executions", read.Number("items"), facts.Items);
        CompareCount(run, "rows of history", read.Number("historyRows"), facts.HistoryRows);
        CompareCount(run, "batch executions", read.Number("batches"), Batches);
        foreach (var status in Lifecycle.Statuses)
            CompareCount(run, $"item executions that are {status.Name()}", read.Count(status.Name()), facts[status]);
        if (read.Text("batchesHash") != SealProof.Hex(batches))
            throw ItemProof.Wrong("batch_execution", $"of run {run}", null, "are not what was sealed");
        if (read.Text("root") != SealProof.Hex(tree.Root()))
            throw ItemProof.Wrong(
                "item_execution",
                $"of run {run}",
                null,
                "are not what was sealed; the segments that would say which were changed along"
            );
    }

    private static void CompareCount(string run, string what, long was, long found)
    {
        if (was != found)
            throw ItemProof.Wrong("run", run, null, $"has {found} {what}, where {was} were sealed");
    }
}
