using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace AutomationPlatform.Application.Definition;

/// <summary>Remembers on which line each reference came first, in 20 to 40 bytes each, however long they are.</summary>
/// <remarks>
/// 96 bits of a SHA-256 stand for the reference: among a million, two that differ are taken for one once in 10^17 imports.
/// A table of our own, because a dictionary takes twice the room, and three times while it grows.
/// </remarks>
internal sealed class ReferenceLines
{
    private const int InitialSlots = 1024;

    private Slot[] slots = new Slot[InitialSlots];
    private int count;

    internal bool TryAdd(string reference, long line, out long earlier)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(reference), hash);
        var wanted = MemoryMarshal.Read<Slot>(hash) with { Line = (uint)Math.Min(line, uint.MaxValue) };
        ref var slot = ref Find(slots, wanted);
        earlier = slot.Line;
        if (slot.Line != 0)
            return false;
        slot = wanted;
        // Linear probing stays short while a quarter of the slots is free.
        if (++count > slots.Length / 4 * 3)
            Grow();
        return true;
    }

    private void Grow()
    {
        var larger = new Slot[slots.Length * 2];
        foreach (var slot in slots)
            if (slot.Line != 0)
                Find(larger, slot) = slot;
        slots = larger;
    }

    /// <summary>The slot that has the reference, else the free one where it belongs. A free slot has line 0.</summary>
    private static ref Slot Find(Slot[] slots, Slot wanted)
    {
        for (var at = (int)(wanted.High % (ulong)slots.Length); ; at = (at + 1) % slots.Length)
        {
            ref var slot = ref slots[at];
            if (slot.Line == 0 || (slot.High == wanted.High && slot.Low == wanted.Low))
                return ref slot;
        }
    }

    [StructLayout(LayoutKind.Sequential)]
    private record struct Slot(ulong High, uint Low, uint Line);
}
