using System.Security.Cryptography;
using AutomationPlatform.Application.Audit;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Application.Retention;

/// <summary>Lets ended and sealed runs leave for files that can be verified, and removes them in slices. Thread-safe.</summary>
/// <remarks>
/// A run's file is written, brought to the disk, read back and verified before the database vouches for it; from then on the
/// run is not to be seen. What a crash left is taken up first by the next call. Runs that restart one another leave together:
/// all files first, then the rows.
/// </remarks>
public sealed class ArchiveRuns(IArchiveReader reader, IArchiveStore store, RunExport export, IArchiveFolders folders)
{
    /// <summary>What would leave now; changes nothing.</summary>
    public Task<ArchivableRuns> PlanAsync(ArchiveOrder order, CancellationToken cancellationToken) =>
        reader.ListArchivableAsync(order, cancellationToken);

    /// <summary>Lets runs leave.</summary>
    /// <param name="order">Which.</param>
    /// <param name="directory">Where their files go; it exists.</param>
    /// <param name="progress">Told how many runs left.</param>
    /// <param name="cancellationToken">Ends the work between two steps; the next call goes on.</param>
    /// <exception cref="InvalidInputException">The directory does not exist.</exception>
    /// <exception cref="ConflictException">A file of an earlier call whose rows are not removed yet is gone or another.</exception>
    /// <exception cref="IOException">A file could not be written, or is not what was written.</exception>
    public async Task<ArchiveReport> ExecuteAsync(
        ArchiveOrder order,
        string directory,
        IProgress<long>? progress,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(order);
        var folder = folders.Open(directory);
        var archived = new List<ArchivedRun>();
        var changed = 0L;
        await RemoveLeftAsync(folder, cancellationToken);
        var plan = await reader.ListArchivableAsync(order, cancellationToken);
        foreach (var chain in plan.Runs)
        {
            var vouched = 0;
            foreach (var run in chain)
            {
                if (await ArchiveAsync(folder, run.Run, order.Actor, cancellationToken) is not { } left)
                    break;
                archived.Add(left);
                vouched++;
            }
            changed += chain.Count - vouched;
            // A chain that is only begun waits for the rest: who restarts from it must still find all of it.
            if (vouched == chain.Count)
                await RemoveAsync(chain.Select(run => run.Run).Reverse(), cancellationToken);
            progress?.Report(archived.Count);
        }
        return new ArchiveReport(archived, plan.Unsealed, plan.Chained, changed);
    }

    private async Task RemoveLeftAsync(IArchiveFolder folder, CancellationToken cancellationToken)
    {
        var left = await reader.ListUnremovedAsync(cancellationToken);
        foreach (var run in left)
            if (
                await folder.HashAsync(run.FileName, cancellationToken) is not { } hash
                || !hash.SequenceEqual(run.Sha256)
            )
                throw new ConflictException(
                    $"run {run.Run} is archived in {run.FileName}, its rows are not all removed yet, and that file is not in "
                        + "the directory as it was written; give the directory where it is, or bring it back"
                );
        await RemoveAsync(left.Select(run => run.Run), cancellationToken);
    }

    // Newest first: a run is named by those that restarted it.
    private async Task RemoveAsync(IEnumerable<RunId> runs, CancellationToken cancellationToken)
    {
        foreach (var run in runs)
            while (await store.RemoveSliceAsync(run, cancellationToken) == ArchiveRemoval.More)
                cancellationToken.ThrowIfCancellationRequested();
    }

    private async Task<ArchivedRun?> ArchiveAsync(
        IArchiveFolder folder,
        RunId run,
        string actor,
        CancellationToken cancellationToken
    )
    {
        var redactions = await store.CountRedactionsAsync(run, cancellationToken);
        var name = $"run-{run}.jsonl";
        ExportedRun? written = null;
        await folder.WriteAsync(
            name,
            async file => written = await export.WriteAsync(run, file, progress: null, cancellationToken),
            file => CheckAsync(name, file, written!, cancellationToken),
            cancellationToken
        );
        var archived = new ArchivedRun(
            run,
            written!.RunVersion,
            name,
            written.Sha256,
            written.Bytes,
            written.Items,
            written.HistoryRows
        );
        return await store.AddAsync(archived, redactions, actor, cancellationToken) ? archived : null;
    }

    private static async Task CheckAsync(
        string name,
        Stream file,
        ExportedRun written,
        CancellationToken cancellationToken
    )
    {
        if (
            file.Length != written.Bytes
            || !(await SHA256.HashDataAsync(file, cancellationToken)).SequenceEqual(written.Sha256)
        )
            throw new IOException($"{name}: what was read back is not what was written; look at the disk");
        file.Position = 0;
        var report = await VerifyAudit.VerifyFileAsync(file, progress: null, cancellationToken);
        if (report.Findings is [var wrong, ..])
            throw new ConflictException(
                $"run {written.Run} is not archived, since it cannot be proven: {wrong}; look at it with: "
                    + $"apc audit verify {written.Run}"
            );
        if (report.Runs.GetValueOrDefault(AuditedState.Sealed) != 1)
            throw new ConflictException(
                $"run {written.Run} is not archived, since its file has no seal of it; try again"
            );
    }
}
