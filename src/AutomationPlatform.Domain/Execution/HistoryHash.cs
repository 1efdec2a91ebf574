using System.Buffers;
using System.Security.Cryptography;

namespace AutomationPlatform.Domain.Execution;

/// <summary>The hash of a row of an item execution's history, which the next row of that item execution carries.</summary>
/// <remarks>
/// <para>SHA-256 over, in this order: the ASCII text <c>apc-history-1</c>; the item execution's id (16 bytes, as written); the version; the
/// previous and the new status as texts; when it changed and when it was written, each in microseconds since 1970-01-01
/// UTC; the attempt; actor, code, message and reason as texts; the hash of the result; the hash that this row carries of the one
/// before it; 32 zero bytes for a hash that is absent. Whole numbers are signed and big-endian: 4 bytes for version, attempt and lengths, 8 for instants. A text is
/// the number of its UTF-8 bytes and then these; a text that is absent is the length -1.</para>
/// <para>PostgreSQL computes the same in <c>item_state_history_hash</c>. Thread-safe.</para>
/// </remarks>
public static class HistoryHash
{
    /// <summary>How many bytes a hash has: 32.</summary>
    public const int Bytes = SHA256.HashSizeInBytes;

    private const int Fixed = 16 + 4 + 8 + 8 + 4 + Bytes + Bytes;

    private const int Texts = 6;

    private const int OnStack = 512;

    private static ReadOnlySpan<byte> Kind => "apc-history-1"u8;

    /// <summary>Computes the hash of a row.</summary>
    public static byte[] Of(in HistoryContent row)
    {
        var size =
            Kind.Length
            + Fixed
            + HashWriter.Size(row.PreviousStatus.Name())
            + HashWriter.Size(row.NewStatus.Name())
            + HashWriter.Size(row.Actor)
            + HashWriter.Size(row.Code)
            + HashWriter.Size(row.Message)
            + HashWriter.Size(row.Reason);
        byte[]? rented = null;
        Span<byte> bytes = size <= OnStack ? stackalloc byte[OnStack] : rented = ArrayPool<byte>.Shared.Rent(size);
        var writer = new HashWriter(bytes);
        writer.Bytes(Kind);
        writer.Id(row.ItemExecutionId.Value);
        writer.Number(row.Version);
        writer.Text(row.PreviousStatus.Name());
        writer.Text(row.NewStatus.Name());
        writer.Instant(row.ChangedAt);
        writer.Instant(row.CreatedAt);
        writer.Number(row.Attempt);
        writer.Text(row.Actor);
        writer.Text(row.Code);
        writer.Text(row.Message);
        writer.Text(row.Reason);
        writer.Hash(row.ResultHash);
        writer.Hash(row.PreviousHash);
        var hash = SHA256.HashData(writer.Written);
        if (rented is not null)
            ArrayPool<byte>.Shared.Return(rented);
        return hash;
    }
}

/// <summary>What a row of history says, as it is hashed.</summary>
/// <param name="ItemExecutionId">The item execution.</param>
/// <param name="Version">The version that the change led to.</param>
/// <param name="PreviousStatus">The status before.</param>
/// <param name="NewStatus">The status after.</param>
/// <param name="ChangedAt">When it changed, to the microsecond.</param>
/// <param name="CreatedAt">When the row was written, to the microsecond.</param>
/// <param name="Attempt">The attempt count at that moment.</param>
/// <param name="Actor">Who did it.</param>
/// <param name="Code">The error code of a failure.</param>
/// <param name="Message">The error message of a failure.</param>
/// <param name="Reason">The reason that was given.</param>
/// <param name="ResultHash">The hash of the result's canonical text, 32 bytes; null for a change that brings none.</param>
/// <param name="PreviousHash">The hash of the row before it, 32 bytes; null in the first row.</param>
public readonly record struct HistoryContent(
    ItemExecutionId ItemExecutionId,
    int Version,
    ExecutionStatus PreviousStatus,
    ExecutionStatus NewStatus,
    DateTimeOffset ChangedAt,
    DateTimeOffset CreatedAt,
    int Attempt,
    string? Actor,
    string? Code,
    string? Message,
    string? Reason,
    byte[]? ResultHash,
    byte[]? PreviousHash
);
