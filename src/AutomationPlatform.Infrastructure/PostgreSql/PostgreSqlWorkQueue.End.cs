using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Infrastructure.Execution;
using Npgsql;
using static AutomationPlatform.Infrastructure.PostgreSql.PostgreSqlParameters;

namespace AutomationPlatform.Infrastructure.PostgreSql;

public sealed partial class PostgreSqlWorkQueue
{
    /// <inheritdoc/>
    public async Task<RunEnd?> EndIfDoneAsync(RunId run, CancellationToken cancellationToken)
    {
        // Looking costs no lock; only what looks like an end takes it, and looks again.
        var seen = await access.RunAsync(
            (connection, token) => ReadProgressAsync(connection, PostgreSqlEndSql.ReadRun, run, token),
            cancellationToken
        );
        if (seen is not { HasEnded: true })
            return null;
        var (end, told) = await access.TransactionAsync(
            (connection, token) => EndAsync(connection, run, token),
            cancellationToken
        );
        await AnswerEvents.PublishAsync(events, told, cancellationToken);
        return end;
    }

    private async Task<(RunEnd? End, IReadOnlyList<DomainEvent> Told)> EndAsync(
        NpgsqlConnection connection,
        RunId run,
        CancellationToken token
    )
    {
        var progress = await ReadProgressAsync(connection, PostgreSqlEndSql.LockRun, run, token);
        if (progress is not { HasEnded: true })
            return (null, []);
        progress = progress with { ThresholdReason = await ReadThresholdReasonAsync(connection, run, token) };
        var told = progress.BatchEvents().ToList();
        await EndBatchesAsync(connection, progress, token);
        if (progress.End is not { } status)
            return (null, told);
        var end = await EndRunAsync(connection, progress, status, token);
        told.Add(progress.RunEvent(end));
        return (end, told);
    }

    private static async Task<string?> ReadThresholdReasonAsync(
        NpgsqlConnection connection,
        RunId run,
        CancellationToken token
    )
    {
        var found = await PostgreSqlAccess.ListAsync(
            connection,
            PostgreSqlThresholdSql.ReadReason,
            row => row.GetString(0),
            token,
            Id(run.Value)
        );
        return found.SingleOrDefault();
    }

    private static async Task EndBatchesAsync(
        NpgsqlConnection connection,
        RunProgress progress,
        CancellationToken token
    )
    {
        var ended = progress.EndedBatches.ToArray();
        if (ended.Length > 0)
            await PostgreSqlAccess.ExecuteAsync(
                connection,
                PostgreSqlEndSql.EndBatches,
                token,
                Moment(progress.Now),
                Ids([.. ended.Select(b => b.Batch.Id.Value)]),
                Texts([.. ended.Select(b => b.End.Name())])
            );
    }

    private static async Task<RunEnd> EndRunAsync(
        NpgsqlConnection connection,
        RunProgress progress,
        ExecutionStatus status,
        CancellationToken token
    )
    {
        string? summary = null;
        if (status == ExecutionStatus.Failed)
        {
            var most = await PostgreSqlAccess.ListAsync(
                connection,
                PostgreSqlEndSql.MostFrequentFailure,
                row => (Fingerprint: row.GetString(0), Count: row.GetInt64(1)),
                token,
                Id(progress.Id.Value)
            );
            summary = progress.Summarize(most.FirstOrDefault().Fingerprint, most.FirstOrDefault().Count);
        }
        await PostgreSqlAccess.ExecuteAsync(
            connection,
            PostgreSqlEndSql.EndRun,
            token,
            Moment(progress.Now),
            Id(progress.Id.Value),
            Text(status.Name()),
            Text(summary)
        );
        await PostgreSqlAccess.ExecuteAsync(connection, PostgreSqlEndSql.FoldCounts, token, Id(progress.Id.Value));
        await PostgreSqlAccess.ExecuteAsync(connection, ForgetRun, token, Id(progress.Id.Value));
        return new RunEnd(progress.Id, status, progress.Now, summary);
    }

    /// <summary>Reads what an end is decided by; null for a run that is hidden, not driven by workers, or not there.</summary>
    private async Task<RunProgress?> ReadProgressAsync(
        NpgsqlConnection connection,
        string sql,
        RunId run,
        CancellationToken token
    )
    {
        var found = await PostgreSqlAccess.ListAsync(
            connection,
            sql,
            row => row.GetString(4) != "WORKERS" || row.GetBoolean(5) ? null : ReadRun(row, run),
            token,
            access.Now(),
            Id(run.Value)
        );
        if (found is not [{ } progress] || progress.Status.IsFinished())
            return null;
        var batches = await PostgreSqlAccess.ListAsync(
            connection,
            PostgreSqlEndSql.SumBatches,
            ReadBatch,
            token,
            Id(run.Value)
        );
        return progress with { Batches = batches };
    }

    private static RunProgress ReadRun(NpgsqlDataReader row, RunId run) =>
        new(
            run,
            new(row.GetGuid(1)),
            Lifecycle.Parse(row.GetString(0)),
            row.GetBoolean(2),
            row.IsDBNull(3) ? null : row.GetString(3),
            row.GetFieldValue<DateTimeOffset>(6),
            []
        );

    private static BatchProgress ReadBatch(NpgsqlDataReader row) =>
        new(
            new(row.GetGuid(0)),
            new(row.GetGuid(1)),
            Lifecycle.Parse(row.GetString(2)),
            row.GetInt64(3),
            row.GetInt64(4),
            row.GetInt64(5),
            row.GetInt64(6)
        );
}
