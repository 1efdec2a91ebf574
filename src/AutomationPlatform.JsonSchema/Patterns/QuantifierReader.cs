using System.Text;

namespace AutomationPlatform.JsonSchema.Patterns;

/// <summary>Reads the quantifier behind an atom, if there is one.</summary>
internal static class QuantifierReader
{
    /// <summary>Writes the quantifier and answers how often the atom is written out by an engine without counters.</summary>
    public static long Read(PatternReader reader, StringBuilder output, int atomStart)
    {
        if (TryRead(reader) is not { } repeat)
            return 1;
        // Whatever the atom was translated to is one thing to repeat.
        output.Insert(atomStart, "(?:").Append(')').Append(repeat.Text);
        if (reader.Take("?"))
            output.Append('?');
        return repeat.Copies;
    }

    private static (string Text, long Copies)? TryRead(PatternReader reader)
    {
        if (reader.Take("*"))
            return ("*", 1);
        if (reader.Take("+"))
            return ("+", 2);
        if (reader.Take("?"))
            return ("?", 1);
        var start = reader.Position;
        if (reader.Take("{") && reader.TakeNumber() is { } least)
        {
            var most = reader.Take(",") ? reader.TakeNumber() : least;
            if (reader.Take("}"))
                return Counted(least, most);
        }
        // A brace that counts nothing stands for itself.
        reader.ReturnTo(start);
        return null;
    }

    private static (string Text, long Copies) Counted(int least, int? most)
    {
        if (most < least)
            throw new PatternSyntaxException("repeats at least more often than at most");
        return ($"{{{least},{most}}}", Math.Max(1, most ?? least + 1L));
    }
}
