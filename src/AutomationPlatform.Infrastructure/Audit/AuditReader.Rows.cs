using AutomationPlatform.Application.Audit;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Infrastructure.Database;

namespace AutomationPlatform.Infrastructure.Audit;

// Each reads the columns of its statement in their order.
internal sealed partial class AuditReader
{
    private static AuditedRun ReadRun(Row row) =>
        new(
            new RunId(row.Id()),
            row.Status(),
            row.Int(),
            row.OptionalInstant(),
            [
                new("automation_id", row.Id().ToString()),
                new("definition_number", AuditedRun.Text(row.OptionalInt())),
                new("driver", row.Text()),
                new("parent_run_id", row.OptionalId()?.ToString()),
                new("correlation_id", row.OptionalText()),
                new("priority", AuditedRun.Text(row.Int())),
                new("max_attempts", AuditedRun.Text(row.OptionalInt())),
                new("cancellation_reason", row.OptionalText()),
                new("error_summary", row.OptionalText()),
                new("started_at", AuditedRun.Text(row.OptionalInstant())),
                new("created_at", AuditedRun.Text(row.Instant())),
                new("created_by", row.OptionalText()),
            ]
        );

    private static AuditedBatch ReadBatch(Row row)
    {
        var batch = new AuditedBatch(
            row.Id(),
            row.Id(),
            row.Int(),
            row.Text(),
            row.OptionalInstant(),
            row.OptionalInstant(),
            row.OptionalInstant(),
            row.OptionalText(),
            row.OptionalBytes(),
            IsBatchThere: true
        );
        return batch with { IsBatchThere = batch.CreatedAt is not null };
    }

    private static AuditedItem ReadItem(Row row, Guid id, Guid batchExecution) =>
        new()
        {
            Id = id,
            BatchExecutionId = batchExecution,
            ItemId = row.Id(),
            Status = row.Status(),
            Version = row.Int(),
            StartedAt = row.OptionalInstant(),
            FinishedAt = row.OptionalInstant(),
            Attempt = row.Int(),
            ErrorCode = row.OptionalText(),
            ErrorMessage = row.OptionalText(),
            Result = row.OptionalText(),
            SequenceNumber = row.OptionalInt(),
            Reference = row.OptionalText(),
            ItemCreatedAt = row.OptionalInstant(),
            Payload = row.OptionalText(),
            PayloadHash = row.OptionalBytes(),
        };

    private static AuditedItem ReadLeaf(Row row, Guid batchExecution)
    {
        var item = new AuditedItem
        {
            Id = row.Id(),
            BatchExecutionId = batchExecution,
            ItemId = row.Id(),
            Status = row.Status(),
            Version = 0,
            Attempt = 0,
            ErrorCode = row.OptionalText(),
            ErrorMessage = row.OptionalText(),
            PayloadHash = row.OptionalBytes(),
            HistoryRows = (int)row.Long(),
        };
        if (ReadHistory(row, item.Id) is { } last)
            item.History.Add(last);
        return item;
    }

    private static HistoryContent? ReadHistory(Row row, Guid item) =>
        row.OptionalInt() is not { } version
            ? null
            : new HistoryContent(
                new ItemExecutionId(item),
                version,
                row.Status(),
                row.Status(),
                row.Instant(),
                row.Instant(),
                row.Int(),
                row.OptionalText(),
                row.OptionalText(),
                row.OptionalText(),
                row.OptionalText(),
                row.OptionalBytes(),
                row.OptionalBytes()
            );

    private static SealSegment ReadSegment(Row row, RunId run, int version) =>
        new(run, version, row.Int(), row.Id(), row.Id(), row.OptionalBytes() ?? [], row.Text());

    private static RunSeal ReadSeal(Row row) =>
        new(
            row.Long(),
            new RunId(row.Id()),
            row.Int(),
            row.Int(),
            row.Text(),
            row.OptionalBytes() ?? [],
            row.OptionalBytes(),
            row.OptionalText(),
            row.OptionalBytes(),
            row.Instant()
        );

    private static LinkedEntry ReadLinked(Row row)
    {
        var (position, id) = (row.Long(), row.Id());
        var (hash, previous) = (row.OptionalBytes() ?? [], row.OptionalBytes());
        if (!row.Flag())
            return new LinkedEntry(position, id, hash, previous, Entry: null);
        var entry = new LoggedEntry(
            id,
            row.Instant(),
            row.Text(),
            row.Text(),
            row.Text(),
            row.OptionalText(),
            row.OptionalText(),
            row.OptionalText(),
            row.OptionalText(),
            row.OptionalText(),
            row.Text(),
            row.OptionalText()
        );
        return new LinkedEntry(position, id, hash, previous, entry);
    }
}
