using System.Buffers.Binary;
using System.Security.Cryptography;

namespace AutomationPlatform.Infrastructure.Execution;

/// <summary>Identifiers of version 7 that are in order within one moment too: the moment, a counter of 26 bits, 48 random bits.</summary>
/// <remarks>In order, they fill the pages of an index one after the other. Not thread-safe.</remarks>
internal sealed class TimeOrderedIds(DateTimeOffset moment)
{
    private readonly long milliseconds = moment.ToUnixTimeMilliseconds();
    private int count;

    internal Guid Next()
    {
        Span<byte> bytes = stackalloc byte[16];
        RandomNumberGenerator.Fill(bytes[10..]);
        BinaryPrimitives.WriteUInt64BigEndian(bytes, ((ulong)milliseconds << 16) | 0x7000 | (uint)(count >> 14));
        BinaryPrimitives.WriteUInt16BigEndian(bytes[8..], (ushort)(0x8000 | (count & 0x3FFF)));
        count++;
        return new Guid(bytes, bigEndian: true);
    }
}
