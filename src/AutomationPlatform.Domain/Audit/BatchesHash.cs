using System.Security.Cryptography;

namespace AutomationPlatform.Domain.Audit;

/// <summary>The hash over the batches of a run, one after the other. Dispose it. Not thread-safe.</summary>
/// <remarks>
/// SHA-256 over the ASCII text <c>apc-batches-1</c> and, for each batch execution in the order of ordinal and id: its id and
/// the batch's id (16 bytes each, as written), the ordinal (4 bytes, big-endian), the status as a text, its start and its end
/// as texts, and the hash of the batch's payload. Texts and hashes are written as in <c>HistoryHash</c>.
/// </remarks>
public sealed class BatchesHash : IDisposable
{
    private const int Longest = 16 + 16 + sizeof(int) + (3 * (sizeof(int) + 64)) + CanonicalJson.HashBytes;

    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>Begins with no batch.</summary>
    public BatchesHash() => hash.AppendData("apc-batches-1"u8);

    /// <summary>How many batches it has.</summary>
    public int Count { get; private set; }

    /// <summary>Adds the next batch.</summary>
    /// <param name="execution">The batch execution.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="ordinal">Its place in the run.</param>
    /// <param name="status">Its status.</param>
    /// <param name="times">The texts of its start and its end; null for none.</param>
    /// <param name="payloadHash">The hash of the batch's payload, 32 bytes; null for none.</param>
    public void Add(
        Guid execution,
        Guid batch,
        int ordinal,
        string status,
        (string? Started, string? Finished) times,
        byte[]? payloadHash
    )
    {
        var writer = new HashWriter(stackalloc byte[Longest]);
        writer.Id(execution);
        writer.Id(batch);
        writer.Number(ordinal);
        writer.Text(status);
        writer.Text(times.Started);
        writer.Text(times.Finished);
        writer.Hash(payloadHash);
        hash.AppendData(writer.Written);
        Count++;
    }

    /// <summary>The hash over what was added; nothing is added afterwards.</summary>
    public byte[] Finish() => hash.GetHashAndReset();

    /// <inheritdoc/>
    public void Dispose() => hash.Dispose();
}
