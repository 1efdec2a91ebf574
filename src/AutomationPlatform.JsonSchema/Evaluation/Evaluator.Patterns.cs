using System.Diagnostics;
using AutomationPlatform.JsonSchema.Patterns;
using AutomationPlatform.JsonSchema.Text;

namespace AutomationPlatform.JsonSchema.Evaluation;

/// <content>Regular expressions, with one budget of time for all that may backtrack.</content>
internal sealed partial class Evaluator
{
    private const int TextBuffer = 256;

    private TimeSpan patternTime;

    /// <summary>Whether the inside of a JSON string, still escaped, matches.</summary>
    public bool Matches(Pattern pattern, ReadOnlySpan<byte> raw)
    {
        Spend(1 + (raw.Length * pattern.StepsPerCharacter));
        using var text = new DecodedText(raw, stackalloc char[TextBuffer]);
        return MatchesText(pattern, text.Chars);
    }

    private bool MatchesText(Pattern pattern, ReadOnlySpan<char> text)
    {
        if (pattern.IsLinear)
            return pattern.IsMatch(text);
        if (patternTime > Limits.PatternTime)
            throw new SchemaLimitExceededException(nameof(SchemaLimits.PatternTime), Limits.PatternTime.ToString("c"));
        var start = Stopwatch.GetTimestamp();
        try
        {
            return pattern.IsMatch(text);
        }
        finally
        {
            patternTime += Stopwatch.GetElapsedTime(start);
        }
    }
}
