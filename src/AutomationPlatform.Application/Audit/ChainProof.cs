using System.Buffers.Binary;
using System.Collections;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Application.Audit;

/// <summary>Verifies the chain of all seals, and that seals and log know of each other.</summary>
/// <remarks>Keeps some bytes of each seal, so that a million of them take a few megabytes.</remarks>
internal sealed class ChainProof(IAuditReader reader, VerifyOrder order, AuditReport report)
{
    private readonly List<ulong> prefixes = [];
    private ChainHead? head;

    /// <summary>Adds what is wrong to the report, the first of each chain.</summary>
    internal async Task VerifyAsync(CancellationToken cancellationToken)
    {
        await NoteAsync(() => CheckSealsAsync(cancellationToken));
        await NoteAsync(() => CheckEntriesOfSealsAsync(cancellationToken));
        if (order.Run is null)
            await NoteAsync(() => CheckRunsAsync(cancellationToken));
        if (order.Run is null || order.Expected is not null)
            await NoteAsync(() => new LogProof(reader, order.Expected?.Link, report).VerifyAsync(cancellationToken));
        report.Head = new AuditHead(head, await reader.FindLogHeadAsync(cancellationToken));
        report.Seals = prefixes.Count;
    }

    private async Task NoteAsync(Func<Task> check)
    {
        try
        {
            await check();
        }
        catch (AuditMismatch mismatch)
        {
            report.Add(mismatch.Finding);
        }
    }

    private async Task CheckSealsAsync(CancellationToken cancellationToken)
    {
        await foreach (var seal in reader.ReadSealsAsync(cancellationToken))
        {
            if (seal.Position != prefixes.Count + 1)
                throw Missing(prefixes.Count + 1, $"is missing; the next one there is at {seal.Position}");
            if (!SHA256.HashData(Encoding.UTF8.GetBytes(seal.Body)).AsSpan().SequenceEqual(seal.Hash))
                throw SealProof.Wrong(seal, "body", "does not have the seal's hash");
            if (SealProof.Hex(seal.PreviousHash) != SealProof.Hex(head?.Hash))
                throw SealProof.Wrong(seal, "previous_hash", "is not the hash of the seal at the position before");
            head = new ChainHead(seal.Position, seal.Hash);
            prefixes.Add(BinaryPrimitives.ReadUInt64BigEndian(seal.Hash));
            ExpectedHead.Check(order.Expected?.Seal, head, "run_seal");
        }
        ExpectedHead.CheckReached(order.Expected?.Seal, head, "run_seal");
    }

    private async Task CheckEntriesOfSealsAsync(CancellationToken cancellationToken)
    {
        var logged = new BitArray(prefixes.Count);
        await foreach (var entry in reader.ReadLoggedSealsAsync(order.Run, cancellationToken))
        {
            if (ReadEntry(entry) is not var (position, hash))
                throw ItemProof.Wrong("audit_entry", entry.EntryId.ToString(), "changes", "does not name a seal");
            if (position <= prefixes.Count && prefixes[(int)position - 1] == Prefix(hash))
                logged[(int)position - 1] = true;
            else if (!await IsThereAsync(entry, position, hash, cancellationToken))
                throw Missing(
                    position,
                    $"of run {entry.Run} is missing or another; audit entry {entry.EntryId} says that it was made"
                );
        }
        await CheckLoggedAsync(logged, cancellationToken);
    }

    private async Task CheckLoggedAsync(BitArray logged, CancellationToken cancellationToken)
    {
        if (order.Run is { } run)
        {
            foreach (var seal in await reader.ListSealsAsync(run, cancellationToken))
                if (seal.Position <= logged.Count && !logged[(int)seal.Position - 1])
                    throw SealProof.Wrong(seal, null, "has no entry in the log (audit_entry)");
            return;
        }
        for (var at = 0; at < logged.Count; at++)
            if (!logged[at])
                throw Missing(at + 1, "has no entry in the log (audit_entry)");
    }

    // A seal that was stored after the chain was read has its entry as well.
    private async Task<bool> IsThereAsync(
        LoggedSeal entry,
        long position,
        byte[] hash,
        CancellationToken cancellationToken
    ) =>
        Guid.TryParse(entry.Run, out var run)
        && (await reader.ListSealsAsync(new RunId(run), cancellationToken)).Any(seal =>
            seal.Position == position && seal.Hash.AsSpan().SequenceEqual(hash)
        );

    private async Task CheckRunsAsync(CancellationToken cancellationToken)
    {
        var missing = await reader.FindMissingRunsAsync(cancellationToken);
        if (missing.Archived > 0)
            report.Count(AuditedState.Archived, missing.Archived);
        if (missing.First is { } run)
            throw ItemProof.Wrong("run", run.ToString(), null, "is missing; seals name it, and no archive has it");
    }

    private static (long Position, byte[] Hash)? ReadEntry(LoggedSeal entry)
    {
        try
        {
            using var changes = JsonDocument.Parse(entry.Changes ?? "");
            var position = changes.RootElement.GetProperty("position").GetProperty("after").GetInt64();
            var hash = changes.RootElement.GetProperty("hash").GetProperty("after").GetString()!;
            return position < 1 || hash.Length != 2 * SHA256.HashSizeInBytes
                ? null
                : (position, Convert.FromHexString(hash));
        }
        catch (Exception error)
            when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private static ulong Prefix(byte[] hash) => BinaryPrimitives.ReadUInt64BigEndian(hash);

    private static AuditMismatch Missing(long position, string problem) =>
        ItemProof.Wrong("run_seal", $"at position {position}", null, problem);
}
