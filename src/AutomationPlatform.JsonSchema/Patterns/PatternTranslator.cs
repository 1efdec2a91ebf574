using System.Globalization;
using System.Text;

namespace AutomationPlatform.JsonSchema.Patterns;

/// <summary>
/// Rewrites a regular expression of ECMA-262, read by code points, so that .NET gives it the same meaning: <c>\d</c>, <c>\w</c>,
/// <c>\s</c>, <c>\b</c>, <c>.</c> and <c>$</c> all differ.
/// </summary>
internal sealed class PatternTranslator
{
    private const int ManyRanges = 64;
    private const long Growth = 100;
    private const string WordCharacter = "[0-9A-Z_a-z]";

    private const string Boundary =
        $"(?:(?<={WordCharacter})(?!{WordCharacter})|(?<!{WordCharacter})(?={WordCharacter}))";

    private const string NoBoundary =
        $"(?:(?<={WordCharacter})(?={WordCharacter})|(?<!{WordCharacter})(?!{WordCharacter}))";

    private readonly PatternReader reader;
    private readonly SchemaLimits limits;
    private readonly PatternGroups groups;
    private readonly StringBuilder output = new();
    private int depth;

    private PatternTranslator(string text, SchemaLimits limits, PatternGroups groups)
    {
        reader = new(text);
        this.limits = limits;
        this.groups = groups;
    }

    /// <summary>Translates an expression.</summary>
    /// <exception cref="PatternSyntaxException">The text is not a regular expression of ECMA-262.</exception>
    /// <exception cref="SchemaLimitExceededException">It is longer, or nested deeper, than allowed.</exception>
    public static TranslatedPattern Translate(string text, SchemaLimits limits)
    {
        SchemaLimitExceededException.ThrowIfAbove(
            nameof(SchemaLimits.PatternLength),
            text.Length,
            limits.PatternLength
        );
        // The first reading counts the groups, which a reference may name before they open.
        var found = new PatternGroups();
        var translated = new PatternTranslator(text, limits, found).Translate();
        if (!found.AreReferred)
            return translated;
        found.StartSecondReading();
        return new PatternTranslator(text, limits, found).Translate();
    }

    private TranslatedPattern Translate()
    {
        var states = ReadAlternatives();
        if (reader.Peek() == ')')
            throw new PatternSyntaxException("has a closing parenthesis too many");
        return new(output.ToString(), !needsBacktracking && states <= limits.PatternStates, states);
    }

    private bool needsBacktracking;

    // Each method answers how many states a linear-time engine needs for what it has read.
    private long ReadAlternatives()
    {
        SchemaLimitExceededException.ThrowIfAbove(nameof(SchemaLimits.PatternDepth), ++depth, limits.PatternDepth);
        long states = 1;
        while (reader.Peek() is not (PatternReader.End or ')'))
        {
            if (!reader.Take("|"))
            {
                states = Bounded(states + ReadTerm());
                continue;
            }
            output.Append('|');
        }
        depth--;
        return states;
    }

    private long ReadTerm()
    {
        var start = output.Length;
        var states = ReadAtom();
        return Bounded(states * QuantifierReader.Read(reader, output, start));
    }

    private long ReadAtom()
    {
        var next = reader.Next();
        switch (next)
        {
            case '^':
                return Write(@"\A");
            case '$':
                return Write(@"\z");
            case '.':
                return WriteSet(CodePointSet.LineTerminators.Complement());
            case '[':
                return WriteSet(ClassReader.Read(reader));
            case '(':
                return ReadGroup();
            case '\\':
                return ReadEscape();
            case '*' or '+' or '?':
                throw new PatternSyntaxException($"has a {(char)next} with nothing to repeat");
            default:
                return WriteSet(new((next, next)));
        }
    }

    private long ReadGroup()
    {
        if (reader.Take("?:"))
            output.Append("(?:");
        else if (reader.Take("?=") || reader.Take("?!") || reader.Take("?<=") || reader.Take("?<!"))
            OpenLookAround();
        else if (reader.Take("?<"))
            output.Append(groups.Open(reader.TakeUntil('>')));
        else if (reader.Peek() == '?')
            throw new PatternSyntaxException("has a group of a kind that ECMA-262 does not know");
        else
            output.Append(groups.Open());
        var states = ReadAlternatives();
        if (!reader.Take(")"))
            throw new PatternSyntaxException("has a parenthesis that is never closed");
        output.Append(')');
        return states;
    }

    private void OpenLookAround()
    {
        needsBacktracking = true;
        output.Append('(').Append(reader.LastTaken);
    }

    private long ReadEscape()
    {
        if (reader.Take("b"))
            return WriteBoundary(Boundary);
        if (reader.Take("B"))
            return WriteBoundary(NoBoundary);
        if (reader.Take("k"))
            return WriteReference(groups.Refer(reader.Take("<") ? reader.TakeUntil('>') : null));
        if (reader.Peek() is > '0' and <= '9')
            return WriteReference(groups.Refer(reader.TakeNumber()!.Value));
        if (EscapeReader.TryReadSet(reader) is { } set)
            return WriteSet(set);
        var codePoint = EscapeReader.ReadCodePoint(reader);
        return WriteSet(new((codePoint, codePoint)));
    }

    private long WriteBoundary(string lookAround)
    {
        needsBacktracking = true;
        return Write(lookAround);
    }

    // In ECMA-262 a reference to a group that has not matched matches nothing; in .NET it fails.
    private long WriteReference(string group)
    {
        needsBacktracking = true;
        return Write(string.Format(CultureInfo.InvariantCulture, @"(?({0})\k<{0}>)", group));
    }

    private long WriteSet(CodePointSet set)
    {
        // The linear-time engine takes seconds to digest sets of hundreds of ranges, such as all letters.
        needsBacktracking |= set.Ordered().Skip(ManyRanges).Any();
        return Write(CharacterClassWriter.Write(set));
    }

    private long Write(string translated)
    {
        output.Append(translated);
        SchemaLimitExceededException.ThrowIfAbove(
            nameof(SchemaLimits.PatternLength),
            output.Length,
            Growth * limits.PatternLength
        );
        return 1 + (translated.Length / 16);
    }

    private long Bounded(long states) => Math.Min(states, limits.PatternStates + 1L);
}

/// <summary>A regular expression as .NET reads it.</summary>
/// <param name="Text">The expression.</param>
/// <param name="IsLinear">Whether the engine that matches in linear time can take it.</param>
/// <param name="States">How many states it needs there, as an estimate that stops just above the limit.</param>
internal sealed record TranslatedPattern(string Text, bool IsLinear, long States);
