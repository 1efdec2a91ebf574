using System.Text.Json;

namespace AutomationPlatform.Application.Audit;

/// <summary>Verifies the chain of the log: every link and entry, and that no entry is without a place.</summary>
internal sealed class LogProof(IAuditReader reader, ChainHead? expected, AuditReport report)
{
    private const string Links = "audit_link";

    /// <summary>Counts the entries into the report.</summary>
    /// <exception cref="AuditMismatch">The first thing that is wrong.</exception>
    internal async Task VerifyAsync(CancellationToken cancellationToken)
    {
        ChainHead? last = null;
        report.Entries = 0;
        await foreach (var link in reader.ReadLogAsync(cancellationToken))
        {
            CheckLink(link, last);
            last = new ChainHead(link.Position, link.Hash);
            report.Entries++;
            ExpectedHead.Check(expected, last, Links);
        }
        ExpectedHead.CheckReached(expected, last, Links);
        if (await reader.FindStrayEntryAsync(cancellationToken) is { } stray)
            throw ItemProof.Wrong(
                "audit_entry",
                stray.ToString(),
                null,
                "has no place in the chain and does not wait for one: its link was taken away, or it was not there"
            );
    }

    private static void CheckLink(LinkedEntry link, ChainHead? last)
    {
        var place = $"at position {link.Position}";
        if (link.Position != (last?.Position ?? 0) + 1)
            throw ItemProof.Wrong(Links, $"at position {(last?.Position ?? 0) + 1}", null, "is missing");
        if (link.Entry is not { } entry)
            throw ItemProof.Wrong(
                "audit_entry",
                link.EntryId.ToString(),
                null,
                $"is missing; the link {place} names it"
            );
        if (SealProof.Hex(link.PreviousHash) != SealProof.Hex(last?.Hash))
            throw ItemProof.Wrong(Links, place, "previous_hash", "is not the hash of the link before");
        if (!Hash(link, entry).AsSpan().SequenceEqual(link.Hash))
            throw ItemProof.Wrong(
                "audit_entry",
                entry.Id.ToString(),
                null,
                $"is not the one that was linked {place}: one of its columns was changed, or the link itself"
            );
    }

    private static byte[] Hash(LinkedEntry link, LoggedEntry entry)
    {
        try
        {
            return AuditHash.OfLink(link.Position, link.PreviousHash, AuditHash.OfEntry(entry));
        }
        catch (JsonException)
        {
            throw ItemProof.Wrong("audit_entry", entry.Id.ToString(), "changes", "is not JSON any more");
        }
    }
}
