using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace AutomationPlatform.Application.Definition;

/// <summary>Remembers on which line each reference came first, in some 40 bytes each, however long they are.</summary>
/// <remarks>Half of a SHA-256 stands for the reference: two that differ are not taken for one in this universe's time.</remarks>
internal sealed class ReferenceLines
{
    private readonly Dictionary<UInt128, long> lines = [];

    internal bool TryAdd(string reference, long line, out long earlier)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(reference), digest);
        ref var known = ref CollectionsMarshal.GetValueRefOrAddDefault(
            lines,
            MemoryMarshal.Read<UInt128>(digest),
            out var repeated
        );
        earlier = known;
        if (!repeated)
            known = line;
        return !repeated;
    }
}
