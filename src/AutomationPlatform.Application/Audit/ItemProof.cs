using System.Text.Json;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Application.Audit;

/// <summary>Computes the hashes of one item execution anew and compares: values, then the history, then where it ended.</summary>
/// <param name="beginning">What was written before that moment may be without hashes.</param>
/// <param name="versionsMayJump">Whether changes that are none of status, which leave no row, were possible.</param>
internal sealed class ItemProof(DateTimeOffset beginning, bool versionsMayJump = false)
{
    private const string Executions = "item_execution";

    private const string Items = "item";

    private const string Histories = "item_state_history";

    /// <summary>How many values were erased, and their hashes kept.</summary>
    internal long Erased { get; private set; }

    /// <summary>How many item executions have something from before there were hashes.</summary>
    internal long Unhashed { get; private set; }

    /// <summary>Checks it.</summary>
    /// <returns>The hash of its last row of history; null without one.</returns>
    /// <exception cref="AuditMismatch">The first thing that is wrong.</exception>
    internal byte[]? Check(AuditedItem item, bool erased)
    {
        var unhashed = false;
        // First: values come with the first row of a history, which must be there.
        var last = CheckHistory(item, ref unhashed);
        if (item.ItemCreatedAt is not { } made)
            throw Wrong(Items, Subject(item), null, $"is missing; item execution {item.Id} names it");
        unhashed |= CheckValue(
            (Items, Subject(item), "payload"),
            item.Payload,
            item.PayloadHash,
            made < beginning,
            erased
        );
        unhashed |= CheckValue(
            (Executions, item.Id.ToString(), "result_payload"),
            item.Result,
            item.ResultHash,
            item.FinishedAt < beginning,
            erased
        );
        CheckEnd(item);
        if (unhashed)
            Unhashed++;
        return last;
    }

    /// <summary>Checks the payload of a batch.</summary>
    /// <exception cref="AuditMismatch">It is not the one that was hashed.</exception>
    internal void Check(AuditedBatch batch, bool erased)
    {
        if (!batch.IsBatchThere)
            throw Wrong(
                "batch",
                batch.BatchId.ToString(),
                null,
                $"is missing; batch execution {batch.ExecutionId} names it"
            );
        CheckValue(
            ("batch", batch.BatchId.ToString(), "payload"),
            batch.Payload,
            batch.PayloadHash,
            batch.CreatedAt < beginning,
            erased
        );
    }

    /// <summary>The error that says what is wrong.</summary>
    internal static AuditMismatch Wrong(string table, string subject, string? column, string problem) =>
        new(new AuditFinding(table, subject, column, problem));

    // True where there is nothing to compare with.
    private bool CheckValue(
        (string Table, string Subject, string Column) place,
        string? value,
        byte[]? hash,
        bool isOld,
        bool erased
    )
    {
        if (hash is { Length: not CanonicalJson.HashBytes })
            throw Wrong(place.Table, place.Subject, place.Column, $"has a stored hash of {hash.Length} bytes, not 32");
        if (value is null)
        {
            // An item need not have a payload; that it had one is in its leaf.
            if (hash is null)
                return false;
            if (!erased)
                throw Wrong(place.Table, place.Subject, place.Column, "is gone, and no redaction says so");
            Erased++;
            return false;
        }
        if (hash is null)
            return isOld ? true : throw Wrong(place.Table, place.Subject, place.Column, "has no stored hash");
        if (!Hash(place, value).AsSpan().SequenceEqual(hash))
            throw Wrong(place.Table, place.Subject, place.Column, "is not the value that was hashed");
        return false;
    }

    private static byte[] Hash((string Table, string Subject, string Column) place, string value)
    {
        try
        {
            return CanonicalJson.Hash(value);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw Wrong(place.Table, place.Subject, place.Column, "is not JSON any more");
        }
    }

    private byte[]? CheckHistory(AuditedItem item, ref bool unhashed)
    {
        byte[]? hash = null;
        var (status, version, attempt) = (ExecutionStatus.Pending, 1, 0);
        foreach (var row in item.History)
        {
            CheckCarried(row, hash, ref unhashed);
            if (row.PreviousStatus != status)
                throw Wrong(
                    Histories,
                    Subject(row),
                    "previous_status",
                    $"is {row.PreviousStatus.Name()}, where the row before ended at {status.Name()}: a row is missing or was changed"
                );
            if (!Lifecycle.Allows(status, row.NewStatus))
                throw Wrong(
                    Histories,
                    Subject(row),
                    "new_status",
                    $"{row.NewStatus.Name()} never follows {status.Name()}"
                );
            attempt += row.NewStatus == ExecutionStatus.Processing ? 1 : 0;
            if (row.Attempt != attempt)
                throw Wrong(Histories, Subject(row), "attempt", $"is {row.Attempt}, where {attempt} is due");
            if (row.Version <= version)
                throw Wrong(Histories, Subject(row), "version", $"is not behind {version}");
            (status, version) = (row.NewStatus, row.Version);
            hash = HistoryHash.Of(row);
        }
        return hash;
    }

    private void CheckCarried(in HistoryContent row, byte[]? before, ref bool unhashed)
    {
        if (row.ResultHash is { Length: not CanonicalJson.HashBytes })
            throw Wrong(Histories, Subject(row), "result_hash", $"has {row.ResultHash.Length} bytes, not 32");
        if (row.PreviousHash is { Length: not CanonicalJson.HashBytes })
            throw Wrong(Histories, Subject(row), "previous_hash", $"has {row.PreviousHash.Length} bytes, not 32");
        if (before is null)
        {
            if (row.PreviousHash is not null)
                throw Wrong(Histories, Subject(row), null, "carries the hash of a row before it, which is missing");
            return;
        }
        if (row.PreviousHash is null)
        {
            if (row.CreatedAt >= beginning)
                throw Wrong(Histories, Subject(row), "previous_hash", "is empty");
            unhashed = true;
        }
        else if (!before.AsSpan().SequenceEqual(row.PreviousHash))
            throw Wrong(
                Histories,
                Subject(row),
                "previous_hash",
                "is not the hash of the row before it: that row was changed, or one between them is missing"
            );
    }

    // The last row is hashed in none: it must say what the item execution says.
    private void CheckEnd(AuditedItem item)
    {
        var (status, version, attempt) = item.History is [.., var last]
            ? (last.NewStatus, last.Version, last.Attempt)
            : (ExecutionStatus.Pending, 1, 0);
        Compare(item, "status", item.Status == status, $"{item.Status.Name()}, its history ends at {status.Name()}");
        var reached = versionsMayJump ? item.Version >= version : item.Version == version;
        Compare(item, "version", reached, $"{item.Version}, its history ends at {version}");
        Compare(item, "attempt_count", item.Attempt == attempt, $"{item.Attempt}, its history says {attempt}");
        var ended = status.IsFinished() ? item.History[^1].ChangedAt : (DateTimeOffset?)null;
        Compare(
            item,
            "finished_at",
            item.FinishedAt == ended,
            $"{Said(item.FinishedAt)}, its history says {Said(ended)}"
        );
        if (item.History.LastOrDefault(row => row.NewStatus == ExecutionStatus.Processing) is { Version: > 0 } begun)
            Compare(
                item,
                "started_at",
                item.StartedAt == begun.ChangedAt,
                $"{Said(item.StartedAt)}, its history says {Said(begun.ChangedAt)}"
            );
        if (status != ExecutionStatus.Failed)
            return;
        var (code, message) = (item.History[^1].Code, item.History[^1].Message);
        Compare(item, "error_code", item.ErrorCode == code, "not what its history says");
        Compare(item, "error_message", item.ErrorMessage == message, "not what its history says");
    }

    private static void Compare(AuditedItem item, string column, bool same, string difference)
    {
        if (!same)
            throw Wrong(
                Executions,
                item.Id.ToString(),
                column,
                $"is {difference}: it was changed, or the last row of its history was changed or is missing"
            );
    }

    private static string Said(DateTimeOffset? instant) => AuditedRun.Text(instant) ?? "nothing";

    private static string Subject(AuditedItem item) => item.ItemId.ToString();

    private static string Subject(in HistoryContent row) => $"{row.ItemExecutionId} version {row.Version}";
}
