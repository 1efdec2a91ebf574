using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Application.Audit;

/// <summary>Recomputes from the rows what was hashed, sealed and linked, and says what differs. Changes nothing but the log. Thread-safe.</summary>
public sealed class VerifyAudit(IAuditReader reader, IAuditLog log)
{
    /// <summary>How often a run is verified anew that changes meanwhile: 5.</summary>
    internal const int Tries = 5;

    /// <summary>Verifies.</summary>
    /// <param name="order">What.</param>
    /// <param name="progress">Told now and then how far it is.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="NotFoundException">There is no such run.</exception>
    /// <exception cref="DatabaseUnavailableException">The database cannot be read.</exception>
    public async Task<AuditReport> ExecuteAsync(
        VerifyOrder order,
        IProgress<AuditProgress>? progress,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(order);
        var report = new AuditReport();
        var look = await LookAsync(order, report, progress, cancellationToken);
        if (order.Run is { } one)
            await VerifyRunAsync(look, await FindAsync(one, cancellationToken), cancellationToken);
        else
            await foreach (var run in reader.ListRunsAsync(cancellationToken))
                await VerifyRunAsync(look, run, cancellationToken);
        report.Signed = look.Seals.Signed;
        await new ChainProof(reader, order, report).VerifyAsync(cancellationToken);
        await LogAsync(order, report, cancellationToken);
        return report;
    }

    /// <summary>Verifies an export by itself; no database is needed.</summary>
    /// <remarks>The keys are those that the export names: compare their ids with those you know.</remarks>
    /// <param name="export">What <see cref="RunExport"/> wrote.</param>
    /// <param name="progress">Told now and then how far it is.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public static async Task<AuditReport> VerifyFileAsync(
        Stream export,
        IProgress<AuditProgress>? progress,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(export);
        var report = new AuditReport();
        try
        {
            var file = await ExportedRunFile.OpenAsync(export, cancellationToken);
            var seals = new SealProof(file.Keys, signedSince: null);
            var look = new Look(report, seals, file.HashedSince, progress, totalItems: 0);
            var proof = new RunProof(file, seals, file.HashedSince);
            AuditFinding? finding = null;
            try
            {
                await proof.VerifyAsync(look.Counted, cancellationToken);
            }
            catch (AuditMismatch mismatch)
            {
                finding = mismatch.Finding;
            }
            look.Take(proof, StateOf(file, proof), finding);
            report.Seals = file.Seals.Count;
            report.Signed = seals.Signed;
            report.Head = new AuditHead(
                file.Seals is [.., var newest] ? new ChainHead(newest.Position, newest.Hash) : null,
                Link: null
            );
        }
        catch (AuditMismatch mismatch)
        {
            report.Add(mismatch.Finding);
        }
        return report;
    }

    private static AuditedState StateOf(ExportedRunFile file, RunProof proof) =>
        proof.IsSealed ? AuditedState.Sealed
        : file.Run.Status.IsFinished() ? AuditedState.Unsealed
        : file.Seals.Count > 0 ? AuditedState.OpenAgain
        : AuditedState.Open;

    private async Task<Look> LookAsync(
        VerifyOrder order,
        AuditReport report,
        IProgress<AuditProgress>? progress,
        CancellationToken cancellationToken
    )
    {
        var required = await reader.FindSettingAsync(AuditDefaults.RequireSignatures, cancellationToken);
        return new Look(
            report,
            new SealProof(
                await reader.ListKeysAsync(cancellationToken),
                required?.Value == "true" ? required.UpdatedAt : null
            ),
            await reader.GetBeginningAsync(cancellationToken),
            progress,
            await reader.CountItemsAsync(order.Run, cancellationToken)
        );
    }

    private async Task<AuditedRun> FindAsync(RunId run, CancellationToken cancellationToken) =>
        await reader.FindRunAsync(run, cancellationToken)
        ?? throw new NotFoundException($"there is no run {run}; 'apc runs list' shows what there is");

    // No snapshot is held: what changes meanwhile is verified anew.
    private async Task VerifyRunAsync(Look look, AuditedRun run, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var seals = await reader.ListSealsAsync(run.Id, cancellationToken);
            var proof = new RunProof(new StoredRun(reader, run, seals), look.Seals, look.Beginning);
            AuditFinding? finding = null;
            try
            {
                await proof.VerifyAsync(look.Counted, cancellationToken);
            }
            catch (AuditMismatch mismatch)
            {
                finding = mismatch.Finding;
            }
            var state = await StateAsync(look, run, proof, seals.Count, cancellationToken);
            finding ??= state is null ? NoSeal(run) : null;
            if (finding is not null && attempt < Tries && await HasChangedAsync(run, seals.Count, cancellationToken))
            {
                run = await FindAsync(run.Id, cancellationToken);
                continue;
            }
            look.Take(proof, state ?? AuditedState.Unsealed, finding);
            return;
        }
    }

    // Null where a seal must be and is not.
    private async Task<AuditedState?> StateAsync(
        Look look,
        AuditedRun run,
        RunProof proof,
        int seals,
        CancellationToken cancellationToken
    )
    {
        if (run.Status.IsActive())
            return seals == 0 ? AuditedState.Open : AuditedState.OpenAgain;
        if (proof.IsSealed)
            return AuditedState.Sealed;
        if (await reader.IsUnsealedAsync(run.Id, cancellationToken))
            return AuditedState.Unsealed;
        return seals == 0 && run.FinishedAt < look.Beginning ? AuditedState.FromBefore : null;
    }

    private async Task<bool> HasChangedAsync(AuditedRun run, int seals, CancellationToken cancellationToken) =>
        (await reader.FindRunAsync(run.Id, cancellationToken))?.Version is { } version
        && (version != run.Version || (await reader.ListSealsAsync(run.Id, cancellationToken)).Count != seals);

    private static AuditFinding NoSeal(AuditedRun run) =>
        new(
            "run_seal",
            $"of run {run.Id}",
            null,
            $"is missing: the run ended {run.Status.Name()} at version {run.Version} and does not wait for its seal"
        );

    private async Task LogAsync(VerifyOrder order, AuditReport report, CancellationToken cancellationToken)
    {
        try
        {
            await log.RecordAsync(
                new AuditEntry(AuditActions.AuditVerify, order.Actor)
                {
                    Run = order.Run,
                    Changes = new AuditChanges()
                        .Set("findings", null, report.Findings.Count)
                        .Set("head", null, report.Head.ToString()),
                },
                cancellationToken
            );
        }
        catch (DatabaseUnavailableException readOnly)
        {
            report.NotLogged = readOnly.Message;
        }
    }

    /// <summary>What one verification carries along.</summary>
    private sealed class Look(
        AuditReport report,
        SealProof seals,
        DateTimeOffset beginning,
        IProgress<AuditProgress>? progress,
        long totalItems
    )
    {
        private const int ToldEvery = 1 << 14;

        private long items;
        private long rows;

        internal SealProof Seals => seals;

        internal DateTimeOffset Beginning => beginning;

        internal void Counted(AuditedItem item)
        {
            rows += 2 + item.History.Count;
            if (++items % ToldEvery == 0)
                progress?.Report(new AuditProgress(rows, items, Math.Max(items, totalItems)));
        }

        internal void Take(RunProof proof, AuditedState state, AuditFinding? finding)
        {
            report.Items += proof.Facts.Items;
            report.HistoryRows += proof.Facts.HistoryRows;
            report.Batches += proof.Batches;
            report.Erased += proof.Erased;
            report.Unhashed += proof.Unhashed;
            report.Count(state);
            if (finding is not null)
                report.Add(finding);
        }
    }
}
