using System.Text;

namespace AutomationPlatform.JsonSchema.Patterns;

/// <summary>Reads a regular expression one code point at a time.</summary>
internal sealed class PatternReader(string text)
{
    public const int End = -1;

    public int Position { get; private set; }

    /// <summary>What the last successful <see cref="Take"/> took.</summary>
    public string LastTaken { get; private set; } = "";

    /// <summary>The next code point, or <see cref="End"/>.</summary>
    public int Peek() => Position < text.Length ? CodePointAt(Position) : End;

    public int Next()
    {
        var next = Peek();
        Position += next > char.MaxValue ? 2 : 1;
        return next;
    }

    public bool Take(string expected)
    {
        if (string.CompareOrdinal(text, Position, expected, 0, expected.Length) != 0)
            return false;
        Position += expected.Length;
        LastTaken = expected;
        return true;
    }

    /// <summary>Reads up to a mark, which is consumed; null when it never comes.</summary>
    public string? TakeUntil(char mark)
    {
        var end = text.IndexOf(mark, Math.Min(Position, text.Length));
        if (end < 0)
            return null;
        var taken = text[Position..end];
        Position = end + 1;
        return taken;
    }

    /// <summary>Reads exactly so many hexadecimal digits, or nothing.</summary>
    public bool TryTakeHex(int count, out int value)
    {
        value = 0;
        return Position + count <= text.Length
            && int.TryParse(
                text.AsSpan(Position, count),
                System.Globalization.NumberStyles.AllowHexSpecifier,
                null,
                out value
            )
            && Advance(count);
    }

    /// <summary>Reads decimal digits, if there are any; a number too large to matter reads as the largest.</summary>
    public int? TakeNumber()
    {
        var start = Position;
        while (Position < text.Length && char.IsAsciiDigit(text[Position]))
            Position++;
        if (Position == start)
            return null;
        return int.TryParse(text.AsSpan(start, Position - start), out var value) ? value : int.MaxValue;
    }

    public void ReturnTo(int position) => Position = position;

    private bool Advance(int count)
    {
        Position += count;
        return true;
    }

    private int CodePointAt(int index) =>
        Rune.TryGetRuneAt(text, index, out var rune) ? rune.Value : Rune.ReplacementChar.Value;
}
