using AutomationPlatform.Application.Privacy;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Infrastructure.Execution;
using AutomationPlatform.Infrastructure.Privacy;

namespace AutomationPlatform.Infrastructure.Sqlite;

/// <summary>Erases items' and batches' payloads and results, on SQLite, where the transaction itself is the lock.</summary>
internal sealed class SqliteRedaction(SqliteWriter writer, ItemIds ids) : IRedaction
{
    /// <inheritdoc/>
    public Task<ItemId> ResolveItemAsync(string idPart, CancellationToken cancellationToken) =>
        ids.ResolveAsync(idPart, cancellationToken);

    /// <inheritdoc/>
    public Task<Erasure> PlanItemAsync(ItemId item, CancellationToken cancellationToken) =>
        writer.ReadAsync(session => ReadItem(session, item).Told, cancellationToken);

    /// <inheritdoc/>
    public Task<Erasure> PlanBatchAsync(BatchId batch, CancellationToken cancellationToken) =>
        writer.ReadAsync(session => ReadBatch(session, batch).Told, cancellationToken);

    /// <inheritdoc/>
    public Task<Erasure> RedactItemAsync(ItemId item, string reason, string actor, CancellationToken cancellationToken)
    {
        var given = RunState.Reason(reason);
        return writer.TransactionAsync(
            session =>
            {
                var values = ReadItem(session, item);
                var id = SqliteForm.Of(item.Value);
                session.Execute(SqliteRedactionSql.OverwriteFreed);
                if (values.Payload.Json is not null)
                    Erase(session, SqliteRedactionSql.EraseItem, values.Payload, actor);
                session.Execute(SqliteRedactionSql.EraseResults, ("id", id));
                session.Execute(SqliteRedactionSql.EraseLogs, ("id", id));
                session.Execute(SqliteRedactionSql.EraseProgress, ("id", id));
                Keep(session, values, item.Value, given, actor);
                return values.Told;
            },
            cancellationToken
        );
    }

    /// <inheritdoc/>
    public Task<Erasure> RedactBatchAsync(
        BatchId batch,
        string reason,
        string actor,
        CancellationToken cancellationToken
    )
    {
        var given = RunState.Reason(reason);
        return writer.TransactionAsync(
            session =>
            {
                var values = ReadBatch(session, batch);
                session.Execute(SqliteRedactionSql.OverwriteFreed);
                Erase(session, SqliteRedactionSql.EraseBatch, values.Payload, actor);
                Keep(session, values, item: null, given, actor);
                return values.Told;
            },
            cancellationToken
        );
    }

    private static ErasedValues ReadItem(SqliteSession session, ItemId item)
    {
        var thing = $"item {item}";
        var id = SqliteForm.Of(item.Value);
        var (batch, payload) = Find(session, SqliteRedactionSql.FindItem, thing, item.Value);
        var values = new ErasedValues(
            thing,
            SqliteForm.ToId(batch),
            session.List(SqliteRedactionSql.RunsOfItem, ReadRun, ("id", id), ("batch", batch)),
            payload,
            session.List(SqliteRedactionSql.Results, ReadValue, ("id", id)),
            session.List(SqliteRedactionSql.CountLogs, row => row.Number(0), ("id", id))[0],
            session.List(SqliteRedactionSql.Archives, row => row.Text(0), ("batch", batch))
        );
        values.Check();
        return values;
    }

    private static ErasedValues ReadBatch(SqliteSession session, BatchId batch)
    {
        var thing = $"batch {batch}";
        var (id, payload) = Find(session, SqliteRedactionSql.FindBatch, thing, batch.Value);
        var values = new ErasedValues(
            thing,
            batch.Value,
            session.List(SqliteRedactionSql.RunsOfBatch, ReadRun, ("batch", id)),
            payload,
            Results: [],
            Logs: 0,
            session.List(SqliteRedactionSql.Archives, row => row.Text(0), ("batch", id))
        );
        values.Check();
        return values;
    }

    private static (string Batch, ErasedValue Payload) Find(SqliteSession session, string sql, string thing, Guid id)
    {
        var found = session.List(
            sql,
            row => (row.Text(0), ReadValue(row) with { Owner = id }),
            ("id", SqliteForm.Of(id))
        );
        return found is [var only] ? only : throw ErasedValues.Missing(thing);
    }

    // hex() of nothing is the empty text.
    private static ErasedValue ReadValue(SqliteRow row) =>
        new(row.Id(0), row.OptionalText(1), row.OptionalText(2) is { Length: > 0 } hash ? hash : null);

    private static InvolvedRun ReadRun(SqliteRow row)
    {
        var status = Lifecycle.Parse(row.Text(1));
        return new InvolvedRun(row.Id(0), status, row.Flag(2) && !status.IsFinished());
    }

    private static void Erase(SqliteSession session, string sql, ErasedValue payload, string actor) =>
        session.Execute(sql, ("now", session.Now), ("actor", actor), ("id", SqliteForm.Of(payload.Owner)));

    private static void Keep(SqliteSession session, ErasedValues values, Guid? item, string reason, string actor)
    {
        var batch = SqliteForm.Of(values.Batch);
        var ofItem = item is { } id ? SqliteForm.Of(id) : null;
        session.Execute(
            SqliteRedactionSql.Record,
            ("id", SqliteForm.Of(Guid.CreateVersion7())),
            ("batch", batch),
            ("item", ofItem),
            ("hash", values.Payload.Hash),
            ("results", values.Results.Count),
            ("now", session.Now),
            ("actor", actor),
            ("reason", reason)
        );
        session.Execute(SqliteRedactionSql.LeaveFreed);
        SqliteAudit.Add(session, values.ToEntry(item, reason, actor));
    }
}
