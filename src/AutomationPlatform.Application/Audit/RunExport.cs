using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Application.Audit;

/// <summary>Writes a run as JSON Lines that can be verified without the database; the form is told in <c>docs/audit.md</c>.</summary>
/// <remarks>
/// A line with the manifest, one for each batch, one for each item execution, and an end with the number of lines and the
/// SHA-256 of every byte before it. Values are texts that hold their canonical JSON, so that their hash is that of the
/// text. Memory stays flat. Thread-safe.
/// </remarks>
public sealed class RunExport(IAuditReader reader, TimeProvider clock)
{
    /// <summary>What the manifest names as the file's form.</summary>
    public const string Format = "apc-run-export-1";

    private const int FlushedAt = 1 << 16;

    /// <summary>Writes a run.</summary>
    /// <param name="run">The run; it need not have ended, but only an ended one is proven by its seal.</param>
    /// <param name="to">Where to; it is left open.</param>
    /// <param name="progress">Told how many item executions were written.</param>
    /// <param name="cancellationToken">Ends the work; what was written is then no whole export.</param>
    /// <returns>What was written.</returns>
    /// <exception cref="NotFoundException">There is no such run.</exception>
    /// <exception cref="ConflictException">The run changed meanwhile.</exception>
    public async Task<ExportedRun> WriteAsync(
        RunId run,
        Stream to,
        IProgress<long>? progress,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(to);
        var exported = await FindAsync(run, cancellationToken);
        var seals = await reader.ListSealsAsync(run, cancellationToken);
        await using var lines = new ExportLines(to);
        var times = (Instant.Now(clock), await reader.GetBeginningAsync(cancellationToken));
        lines.Manifest(exported, seals, await KeysOfAsync(seals, cancellationToken), times);
        await foreach (var batch in reader.ReadBatchesAsync(run, cancellationToken))
        {
            lines.Batch(batch);
            if (lines.Waiting > FlushedAt)
                await lines.FlushAsync(cancellationToken);
        }
        var facts = new SealFacts();
        await foreach (var item in reader.ReadItemsAsync(run, after: null, values: true, cancellationToken))
        {
            lines.Item(item);
            facts.Add(item);
            if (lines.Waiting <= FlushedAt)
                continue;
            await lines.FlushAsync(cancellationToken);
            progress?.Report(facts.Items);
        }
        if ((await FindAsync(run, cancellationToken)).Version != exported.Version)
            throw new ConflictException($"run {run} changed while it was exported; export it again");
        lines.End();
        await lines.FlushAsync(cancellationToken);
        return new ExportedRun(run, exported.Version, facts.Items, facts.HistoryRows, lines.Bytes, lines.Sha256());
    }

    private async Task<AuditedRun> FindAsync(RunId run, CancellationToken cancellationToken) =>
        await reader.FindRunAsync(run, cancellationToken)
        ?? throw new NotFoundException($"there is no run {run}; 'apc runs list' shows what there is");

    private async Task<IReadOnlyList<AuditPublicKey>> KeysOfAsync(
        IReadOnlyList<RunSeal> seals,
        CancellationToken cancellationToken
    )
    {
        var keys = await reader.ListKeysAsync(cancellationToken);
        return [.. keys.Where(key => seals.Any(seal => seal.KeyId == key.Id))];
    }
}
