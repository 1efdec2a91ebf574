using System.Buffers;
using System.Security.Cryptography;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Domain.Audit;

/// <summary>What the seal of a run says of one item execution; the leaf of the tree is its hash.</summary>
/// <remarks>
/// SHA-256 over, in this order: the byte 0; the ASCII text <c>apc-leaf-1</c>; the item execution's and the item's id (16 bytes
/// each, as written); the payload's hash; the hash of the last row of history; the status as a text; the result's hash;
/// code and message of the error as texts. Hashes and texts are written as in <see cref="HistoryHash"/>.
/// </remarks>
/// <param name="ItemExecutionId">The item execution.</param>
/// <param name="ItemId">Its item.</param>
/// <param name="PayloadHash">The hash of the item's payload, 32 bytes; null where none was stored.</param>
/// <param name="LastHistoryHash">The hash of the last row of history, 32 bytes; null without a history.</param>
/// <param name="Status">Its status.</param>
/// <param name="ResultHash">The hash of its result, 32 bytes; null without one.</param>
/// <param name="ErrorCode">The code of its error.</param>
/// <param name="ErrorMessage">The message of its error.</param>
public readonly record struct SealLeaf(
    Guid ItemExecutionId,
    Guid ItemId,
    byte[]? PayloadHash,
    byte[]? LastHistoryHash,
    ExecutionStatus Status,
    byte[]? ResultHash,
    string? ErrorCode,
    string? ErrorMessage
)
{
    private const int Fixed = 1 + 16 + 16 + (3 * CanonicalJson.HashBytes);
    private const int OnStack = 512;

    private static ReadOnlySpan<byte> Kind => "apc-leaf-1"u8;

    /// <summary>Computes the leaf's hash.</summary>
    public byte[] Hash()
    {
        var status = Status.Name();
        var size =
            Kind.Length + Fixed + HashWriter.Size(status) + HashWriter.Size(ErrorCode) + HashWriter.Size(ErrorMessage);
        byte[]? rented = null;
        Span<byte> bytes = size <= OnStack ? stackalloc byte[OnStack] : rented = ArrayPool<byte>.Shared.Rent(size);
        var writer = new HashWriter(bytes);
        writer.Bytes([0]);
        writer.Bytes(Kind);
        writer.Id(ItemExecutionId);
        writer.Id(ItemId);
        writer.Hash(PayloadHash);
        writer.Hash(LastHistoryHash);
        writer.Text(status);
        writer.Hash(ResultHash);
        writer.Text(ErrorCode);
        writer.Text(ErrorMessage);
        var hash = SHA256.HashData(writer.Written);
        if (rented is not null)
            ArrayPool<byte>.Shared.Return(rented);
        return hash;
    }
}
