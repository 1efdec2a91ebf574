using System.Runtime.InteropServices;

namespace AutomationPlatform.JsonSchema.Evaluation;

/// <summary>Sets of small numbers, taken and given back in stack order; it keeps its memory, so that a warm check allocates none.</summary>
internal sealed class BitStack
{
    /// <summary>How many numbers a word holds.</summary>
    public const int WordSize = 64;

    private ulong[] words = new ulong[64];
    private int top;

    /// <summary>An empty set for the numbers below <paramref name="count"/>.</summary>
    public BitSet Push(int count)
    {
        var length = (count + 63) >> 6;
        if (top + length > words.Length)
            Array.Resize(ref words, Math.Max(words.Length * 2, top + length));
        Array.Clear(words, top, length);
        var set = new BitSet(top, length);
        top += length;
        return set;
    }

    public void Pop(BitSet set) => top = set.Start;

    public void Clear() => top = 0;

    public void Add(BitSet set, int number) => words[set.Start + (number >> 6)] |= 1UL << (number & 63);

    public bool Contains(BitSet set, int number) => (words[set.Start + (number >> 6)] & (1UL << (number & 63))) != 0;

    public void AddAll(BitSet set) => Array.Fill(words, ulong.MaxValue, set.Start, set.Length);

    /// <summary>Adds to one set what another, of the same size, holds.</summary>
    public void Merge(BitSet into, BitSet from)
    {
        for (var i = 0; i < into.Length; i++)
            words[into.Start + i] |= words[from.Start + i];
    }
}

/// <summary>A set's place in its <see cref="BitStack"/>.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct BitSet(int Start, int Length)
{
    public static readonly BitSet None = new(-1, 0);

    public bool IsNone => Start < 0;
}
