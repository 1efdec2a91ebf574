using System.Text.RegularExpressions;

namespace AutomationPlatform.JsonSchema.Patterns;

/// <summary>A regular expression of ECMA-262, ready to match. Thread-safe.</summary>
internal sealed class Pattern
{
    private const RegexOptions Options = RegexOptions.CultureInvariant;

    private const int StatesPerStep = 16;

    private readonly string source;
    private readonly SchemaLimits limits;
    private readonly Regex regex;

    private Pattern(string source, TranslatedPattern translated, bool isLinear, SchemaLimits limits)
    {
        regex = isLinear
            ? new(translated.Text, Options | RegexOptions.NonBacktracking)
            : new(translated.Text, Options, limits.PatternTime);
        StepsPerCharacter = 1 + (translated.States / StatesPerStep);
        this.source = source;
        this.limits = limits;
        IsLinear = isLinear;
    }

    /// <summary>Whether the time of a match grows with the text only as its length.</summary>
    public bool IsLinear { get; }

    /// <summary>What one character of a text costs, in steps of <see cref="SchemaLimits.Work"/>.</summary>
    public long StepsPerCharacter { get; }

    /// <summary>Makes a pattern of an expression.</summary>
    /// <exception cref="PatternSyntaxException">The text is not a regular expression of ECMA-262.</exception>
    /// <exception cref="SchemaLimitExceededException">It is longer, or nested deeper, than allowed.</exception>
    public static Pattern Create(string source, SchemaLimits limits)
    {
        var translated = PatternTranslator.Translate(source, limits);
        if (translated.IsLinear)
        {
            try
            {
                return new(source, translated, isLinear: true, limits);
            }
            catch (NotSupportedException)
            {
                // The engine has bounds of its own; beyond them the other one does, under its time limit.
            }
        }
        return new(source, translated, isLinear: false, limits);
    }

    /// <summary>Whether some part of a text matches.</summary>
    /// <exception cref="SchemaLimitExceededException">The match took too long.</exception>
    public bool IsMatch(ReadOnlySpan<char> text)
    {
        try
        {
            return regex.IsMatch(text);
        }
        catch (RegexMatchTimeoutException exception)
        {
            throw new SchemaLimitExceededException(
                nameof(SchemaLimits.PatternTime),
                limits.PatternTime.ToString("c"),
                exception
            );
        }
    }

    /// <summary>The expression as the schema has it.</summary>
    public override string ToString() => source;
}
