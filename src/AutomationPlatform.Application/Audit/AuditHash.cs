using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using AutomationPlatform.Domain;

namespace AutomationPlatform.Application.Audit;

/// <summary>The hashes of the activity log: of an entry, and of the link that gives it its place.</summary>
/// <remarks>
/// <para>An entry's hash is SHA-256 over the ASCII text <c>apc-audit-1</c> and the canonical text (<see cref="CanonicalJson"/>) of a
/// JSON object with its twelve columns by their names: <c>id</c> (36 characters, lower case), <c>occurred_at</c>
/// (<c>2026-01-31T08:15:30.123456Z</c>), <c>actor</c>, <c>action</c>, <c>entity</c>, <c>entity_id</c>, <c>entity_name</c>,
/// <c>changes</c> (the JSON value itself), <c>reason</c>, <c>correlation_id</c>, <c>outcome</c>, <c>error</c>; what is absent
/// is <c>null</c>.</para>
/// <para>A link's hash is SHA-256 over the ASCII text <c>apc-link-1</c>, its position (8 bytes, big-endian), the hash of the
/// link before (or 32 zero bytes) and the entry's hash. Thread-safe.</para>
/// </remarks>
public static class AuditHash
{
    /// <summary>How many bytes a hash has: 32.</summary>
    public const int Bytes = SHA256.HashSizeInBytes;

    private const string InstantForm = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    private static readonly byte[] NoHash = new byte[Bytes];

    private static ReadOnlySpan<byte> EntryKind => "apc-audit-1"u8;

    private static ReadOnlySpan<byte> LinkKind => "apc-link-1"u8;

    /// <summary>The hash of an entry.</summary>
    /// <exception cref="JsonException">Its changes are no JSON, or nested too deep.</exception>
    public static byte[] OfEntry(LoggedEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(EntryKind);
        hash.AppendData(Encoding.UTF8.GetBytes(CanonicalJson.Of(Text(entry))));
        return hash.GetHashAndReset();
    }

    /// <summary>The hash of a link.</summary>
    /// <param name="position">Its place, from 1.</param>
    /// <param name="previous">The hash of the link before; null for the first.</param>
    /// <param name="entry">The hash of the entry.</param>
    public static byte[] OfLink(long position, byte[]? previous, byte[] entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        Span<byte> place = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(place, position);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(LinkKind);
        hash.AppendData(place);
        hash.AppendData(previous ?? NoHash);
        hash.AppendData(entry);
        return hash.GetHashAndReset();
    }

    /// <summary>An instant as it is hashed: UTC, with microseconds.</summary>
    public static string Form(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString(InstantForm, CultureInfo.InvariantCulture);

    private static string Text(LoggedEntry entry)
    {
        using var text = new MemoryStream();
        var options = new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using (var writer = new Utf8JsonWriter(text, options))
        {
            writer.WriteStartObject();
            writer.WriteString("id", entry.Id.ToString("D"));
            writer.WriteString("occurred_at", Form(entry.OccurredAt));
            writer.WriteString("actor", entry.Actor);
            writer.WriteString("action", entry.Action);
            writer.WriteString("entity", entry.Entity);
            writer.WriteString("entity_id", entry.EntityId);
            writer.WriteString("entity_name", entry.EntityName);
            writer.WritePropertyName("changes");
            writer.WriteRawValue(entry.Changes ?? "null");
            writer.WriteString("reason", entry.Reason);
            writer.WriteString("correlation_id", entry.CorrelationId);
            writer.WriteString("outcome", entry.Outcome);
            writer.WriteString("error", entry.Error);
            writer.WriteEndObject();
        }
        return Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length);
    }
}
