using System.Globalization;
using System.Text;
using AutomationPlatform.Domain;

namespace AutomationPlatform.Engines.Http;

/// <summary>What an engine said, for an error's one line: nothing in it acts on a terminal or begins a line of a log.</summary>
internal static class OneLine
{
    /// <summary>The most characters of an answer in an error: 1,000.</summary>
    private const int Longest = 1_000;

    /// <summary>The text on one line, cut to so many characters; control and formatting characters count as white space.</summary>
    internal static string Of(string text, int limit = Longest)
    {
        var line = new StringBuilder();
        foreach (var character in text)
        {
            if (line.Length > limit)
                break;
            if (!IsBlank(character))
                line.Append(character);
            else if (line.Length > 0 && line[^1] != ' ')
                line.Append(' ');
        }
        return ErrorText.Cut(line.ToString().TrimEnd(), limit);
    }

    private static bool IsBlank(char character) =>
        char.IsWhiteSpace(character)
        || char.GetUnicodeCategory(character) is UnicodeCategory.Control or UnicodeCategory.Format;
}
