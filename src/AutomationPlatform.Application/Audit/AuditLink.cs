using System.Text.Json;

namespace AutomationPlatform.Application.Audit;

/// <summary>A link of the chain.</summary>
/// <param name="Position">Its place, from 1.</param>
/// <param name="EntryId">The entry.</param>
/// <param name="Hash">Its hash.</param>
/// <param name="PreviousHash">The hash of the link before; null for the first.</param>
public sealed record AuditLink(long Position, Guid EntryId, byte[] Hash, byte[]? PreviousHash)
{
    /// <summary>The links that follow one another from the last there is.</summary>
    /// <remarks>An entry that cannot be hashed was not written by this program: it stays without a link, which verification tells.</remarks>
    /// <param name="last">The newest link's position and hash; null for an empty chain.</param>
    /// <param name="entries">The entries in their order.</param>
    public static IReadOnlyList<AuditLink> Following(
        (long Position, byte[] Hash)? last,
        IEnumerable<LoggedEntry> entries
    )
    {
        ArgumentNullException.ThrowIfNull(entries);
        var links = new List<AuditLink>();
        var (position, previous) = (last?.Position ?? 0, last?.Hash);
        foreach (var entry in entries)
        {
            if (HashOf(entry) is not { } content)
                continue;
            var hash = AuditHash.OfLink(++position, previous, content);
            links.Add(new AuditLink(position, entry.Id, hash, previous));
            previous = hash;
        }
        return links;
    }

    private static byte[]? HashOf(LoggedEntry entry)
    {
        try
        {
            return AuditHash.OfEntry(entry);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
