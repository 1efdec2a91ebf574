using System.Text;

namespace AutomationPlatform.JsonSchema.Text;

/// <summary>An immutable map from names to their ordinals, asked with raw UTF-8 as it stands in a JSON document.</summary>
internal sealed class NameTable
{
    private readonly byte[][] names;
    private readonly uint[] hashes;
    private readonly int[] slots;

    public NameTable(IEnumerable<string> names)
    {
        this.names = [.. names.Distinct(StringComparer.Ordinal).Select(Encoding.UTF8.GetBytes)];
        hashes = [.. this.names.Select(name => TextHash.Of(name))];
        slots = new int[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)(this.names.Length * 2) + 1)];
        for (var i = 0; i < hashes.Length; i++)
            slots[FreeSlot(hashes[i])] = i + 1;
    }

    public int Count => names.Length;

    public string this[int ordinal] => Encoding.UTF8.GetString(names[ordinal]);

    /// <summary>The ordinal of a name, or -1.</summary>
    /// <param name="raw">The name without quotes, possibly escaped.</param>
    public int Find(ReadOnlySpan<byte> raw)
    {
        if (!JsonText.IsEscaped(raw))
            return FindPlain(raw);
        using var plain = new PlainText(raw);
        return FindPlain(plain.Utf8);
    }

    /// <summary>The ordinal of a name without escapes, or -1.</summary>
    public int FindPlain(ReadOnlySpan<byte> name)
    {
        var hash = TextHash.Of(name);
        for (var slot = hash & (slots.Length - 1); slots[slot] != 0; slot = (slot + 1) & (slots.Length - 1))
        {
            var ordinal = slots[slot] - 1;
            if (hashes[ordinal] == hash && name.SequenceEqual(names[ordinal]))
                return ordinal;
        }
        return -1;
    }

    private long FreeSlot(uint hash)
    {
        var slot = hash & (slots.Length - 1);
        while (slots[slot] != 0)
            slot = (slot + 1) & (slots.Length - 1);
        return slot;
    }
}
