using System.Text;

namespace AutomationPlatform.JsonSchema.Text;

/// <summary>Reads the inside of a JSON string (UTF-8, still escaped) without making a <see cref="string"/> of it.</summary>
/// <remarks>A surrogate without its partner, and bytes that are not UTF-8, read as U+FFFD: they can neither fail nor split a pair.</remarks>
internal static class JsonText
{
    private const char Replacement = '\uFFFD';

    public static bool IsEscaped(ReadOnlySpan<byte> raw) => raw.Contains((byte)'\\');

    /// <summary>Decodes into <paramref name="target"/>, which must be at least as long as <paramref name="raw"/>.</summary>
    public static int Decode(ReadOnlySpan<byte> raw, Span<char> target)
    {
        var written = 0;
        var surrogates = false;
        while (true)
        {
            var plain = raw.IndexOf((byte)'\\');
            written += Encoding.UTF8.GetChars(plain < 0 ? raw : raw[..plain], target[written..]);
            if (plain < 0)
                break;
            target[written] = Unescape(raw[(plain + 1)..], out var length);
            surrogates |= char.IsSurrogate(target[written++]);
            raw = raw[(plain + 1 + length)..];
        }
        if (surrogates)
            ReplaceLoneSurrogates(target[..written]);
        return written;
    }

    public static string ToText(ReadOnlySpan<byte> raw)
    {
        using var text = new DecodedText(raw, []);
        return text.Chars.ToString();
    }

    /// <summary>Counts characters as the standard does: code points, whatever their escapes.</summary>
    public static int CountCodePoints(ReadOnlySpan<byte> raw)
    {
        if (IsEscaped(raw))
        {
            using var text = new DecodedText(raw, []);
            return text.Chars.Length - CountLowSurrogates(text.Chars);
        }
        var count = 0;
        foreach (var unit in raw)
            count += (unit & 0xC0) == 0x80 ? 0 : 1;
        return count;
    }

    public static bool AreEqual(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        if (!IsEscaped(left) && !IsEscaped(right))
            return left.SequenceEqual(right);
        using var first = new PlainText(left);
        using var second = new PlainText(right);
        return first.Utf8.SequenceEqual(second.Utf8);
    }

    private static int CountLowSurrogates(ReadOnlySpan<char> text)
    {
        var count = 0;
        foreach (var unit in text)
            count += char.IsLowSurrogate(unit) ? 1 : 0;
        return count;
    }

    private static char Unescape(ReadOnlySpan<byte> escape, out int length)
    {
        length = 1;
        switch (escape[0])
        {
            case (byte)'n':
                return '\n';
            case (byte)'t':
                return '\t';
            case (byte)'r':
                return '\r';
            case (byte)'b':
                return '\b';
            case (byte)'f':
                return '\f';
            case (byte)'u':
                length = 5;
                return (char)ushort.Parse(escape[1..5], System.Globalization.NumberStyles.AllowHexSpecifier);
            default:
                return (char)escape[0];
        }
    }

    private static void ReplaceLoneSurrogates(Span<char> text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
                continue;
            if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]))
                i++;
            else
                text[i] = Replacement;
        }
    }
}
