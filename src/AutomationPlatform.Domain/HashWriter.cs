using System.Buffers.Binary;
using System.Text;

namespace AutomationPlatform.Domain;

/// <summary>Writes the bytes that are hashed: big-endian numbers, texts with their length before them.</summary>
/// <remarks>A text that is absent is the length -1; a hash that is absent is 32 zero bytes.</remarks>
internal ref struct HashWriter(Span<byte> bytes)
{
    private readonly Span<byte> bytes = bytes;
    private int length;

    internal readonly ReadOnlySpan<byte> Written => bytes[..length];

    /// <summary>How many bytes a text takes.</summary>
    internal static int Size(string? text) => sizeof(int) + (text is null ? 0 : Encoding.UTF8.GetByteCount(text));

    internal void Bytes(ReadOnlySpan<byte> some)
    {
        some.CopyTo(bytes[length..]);
        length += some.Length;
    }

    internal void Id(Guid id)
    {
        id.TryWriteBytes(bytes[length..], bigEndian: true, out var written);
        length += written;
    }

    internal void Number(int number)
    {
        BinaryPrimitives.WriteInt32BigEndian(bytes[length..], number);
        length += sizeof(int);
    }

    internal void Instant(DateTimeOffset instant)
    {
        var microseconds = (instant.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
        BinaryPrimitives.WriteInt64BigEndian(bytes[length..], microseconds);
        length += sizeof(long);
    }

    internal void Text(string? text)
    {
        if (text is null)
        {
            Number(-1);
            return;
        }
        var written = Encoding.UTF8.GetBytes(text, bytes[(length + sizeof(int))..]);
        Number(written);
        length += written;
    }

    internal void Hash(byte[]? hash)
    {
        bytes.Slice(length, CanonicalJson.HashBytes).Clear();
        hash?.CopyTo(bytes[length..]);
        length += CanonicalJson.HashBytes;
    }
}
