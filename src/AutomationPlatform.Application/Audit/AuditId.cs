using System.Buffers.Binary;

namespace AutomationPlatform.Application.Audit;

/// <summary>Identifiers of entries: UUIDv7 that are in order within a process, in one millisecond too. Thread-safe.</summary>
internal static class AuditId
{
    private const int CountBits = 12;

    private const long CountMask = (1 << CountBits) - 1;

    private static long last;

    internal static Guid Next()
    {
        Span<byte> bytes = stackalloc byte[16];
        Guid.CreateVersion7().TryWriteBytes(bytes, bigEndian: true, out _);
        var next = After((long)(BinaryPrimitives.ReadUInt64BigEndian(bytes) >> 16) << CountBits);
        var head = ((ulong)(next >> CountBits) << 16) | 0x7000 | (ulong)(next & CountMask);
        BinaryPrimitives.WriteUInt64BigEndian(bytes, head);
        return new Guid(bytes, bigEndian: true);
    }

    private static long After(long moment)
    {
        while (true)
        {
            var seen = Volatile.Read(ref last);
            var next = Math.Max(moment, seen + 1);
            if (Interlocked.CompareExchange(ref last, next, seen) == seen)
                return next;
        }
    }
}
