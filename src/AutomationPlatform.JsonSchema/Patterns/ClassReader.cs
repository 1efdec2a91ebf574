namespace AutomationPlatform.JsonSchema.Patterns;

/// <summary>Reads a character class, from behind its opening bracket to its closing one.</summary>
internal static class ClassReader
{
    public static CodePointSet Read(PatternReader reader)
    {
        var isNegated = reader.Take("^");
        var result = new CodePointSet();
        while (!reader.Take("]"))
            ReadRange(reader, result);
        return isNegated ? result.Complement() : result;
    }

    private static void ReadRange(PatternReader reader, CodePointSet result)
    {
        var first = ReadAtom(reader, result);
        var start = reader.Position;
        if (!reader.Take("-") || reader.Peek() == ']')
        {
            // A hyphen at the end stands for itself, and is read as the next atom.
            reader.ReturnTo(start);
            AddSingle(result, first);
            return;
        }
        var last = ReadAtom(reader, result);
        if (first is null || last is null)
        {
            AddSingle(result, first);
            AddSingle(result, '-');
            AddSingle(result, last);
            return;
        }
        if (first > last)
            throw new PatternSyntaxException("has a range that runs backwards");
        result.Add(first.Value, last.Value);
    }

    private static void AddSingle(CodePointSet result, int? codePoint)
    {
        if (codePoint is { } value)
            result.Add(value, value);
    }

    // One code point; or null after adding a set such as \d, which cannot bound a range.
    private static int? ReadAtom(PatternReader reader, CodePointSet result)
    {
        var next = reader.Next();
        if (next == PatternReader.End)
            throw new PatternSyntaxException("has a class without its closing bracket");
        if (next != '\\')
            return next;
        if (reader.Take("b"))
            return '\b';
        if (EscapeReader.TryReadSet(reader) is not { } set)
            return EscapeReader.ReadCodePoint(reader);
        result.Add(set);
        return null;
    }
}
