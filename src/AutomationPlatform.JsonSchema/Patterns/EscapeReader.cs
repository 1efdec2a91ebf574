namespace AutomationPlatform.JsonSchema.Patterns;

/// <summary>Reads what may follow a backslash, in a class or outside: a set of code points, or one of them.</summary>
internal static class EscapeReader
{
    private const int LongestCodePoint = 6;

    /// <summary>The set of an escape such as <c>\d</c> or <c>\p{L}</c>, or null when it is none.</summary>
    public static CodePointSet? TryReadSet(PatternReader reader)
    {
        var start = reader.Position;
        switch (reader.Next())
        {
            case 'd':
                return CodePointSet.Digits;
            case 'D':
                return CodePointSet.Digits.Complement();
            case 'w':
                return CodePointSet.WordCharacters;
            case 'W':
                return CodePointSet.WordCharacters.Complement();
            case 's':
                return CodePointSet.WhiteSpace;
            case 'S':
                return CodePointSet.WhiteSpace.Complement();
            case 'p':
                return ReadProperty(reader);
            case 'P':
                return ReadProperty(reader).Complement();
            default:
                reader.ReturnTo(start);
                return null;
        }
    }

    /// <summary>The code point of an escape such as <c>\n</c>, <c>\u0041</c> or <c>\.</c>.</summary>
    public static int ReadCodePoint(PatternReader reader)
    {
        var escaped = reader.Next();
        return escaped switch
        {
            PatternReader.End => throw new PatternSyntaxException("ends in a backslash"),
            't' => '\t',
            'n' => '\n',
            'v' => '\v',
            'f' => '\f',
            'r' => '\r',
            '0' when reader.Peek() is < '0' or > '9' => 0,
            'c' when char.IsAsciiLetter((char)Math.Clamp(reader.Peek(), 0, char.MaxValue)) => reader.Next() % 32,
            'x' when reader.TryTakeHex(2, out var value) => value,
            'u' => ReadUnicode(reader),
            // Signs need no escape everywhere, but people write one; letters and digits without a meaning are mistakes.
            < 128 when char.IsAsciiLetterOrDigit((char)escaped) => throw new PatternSyntaxException(
                $"has the escape \\{(char)escaped}, which ECMA-262 does not know"
            ),
            _ => escaped,
        };
    }

    private static int ReadUnicode(PatternReader reader)
    {
        if (reader.Take("{"))
            return ReadBraced(reader);
        if (!reader.TryTakeHex(4, out var unit))
            throw new PatternSyntaxException(@"has a \u without four hexadecimal digits");
        var start = reader.Position;
        if (char.IsHighSurrogate((char)unit) && reader.Take(@"\u"))
        {
            if (reader.TryTakeHex(4, out var low) && char.IsLowSurrogate((char)low))
                return char.ConvertToUtf32((char)unit, (char)low);
            reader.ReturnTo(start);
        }
        return unit;
    }

    private static int ReadBraced(PatternReader reader)
    {
        var digits = reader.TakeUntil('}')?.TrimStart('0');
        var value = 0;
        if (
            digits is null
            || digits.Length > LongestCodePoint
            || (digits.Length > 0 && !new PatternReader(digits).TryTakeHex(digits.Length, out value))
            || value > CodePointSet.Last
        )
            throw new PatternSyntaxException(@"has a \u{…} that is not a code point");
        return value;
    }

    private static CodePointSet ReadProperty(PatternReader reader)
    {
        if (!reader.Take("{") || reader.TakeUntil('}') is not { } name)
            throw new PatternSyntaxException(@"has a \p without a property in braces");
        return UnicodeProperty.Find(name);
    }
}
