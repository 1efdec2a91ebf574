using System.Globalization;
using System.Text;

namespace AutomationPlatform.Cli.Console;

/// <summary>Makes text that came from outside harmless on a terminal: what would act on it is shown escaped.</summary>
/// <remarks>Control characters (ESC among them), line separators, bidirectional overrides and lone surrogates become
/// <c>\u001B</c> and the like. Ordinary text is given back as it is.</remarks>
internal static class Visible
{
    /// <summary>For a cell or a line: line breaks and tabs are escaped too.</summary>
    internal static string Line(string? text) => Escape(text, keepLayout: false);

    /// <summary>For a text of several lines: line feeds and tabs stay.</summary>
    internal static string Lines(string? text) => Escape(text?.ReplaceLineEndings("\n"), keepLayout: true);

    private static string Escape(string? text, bool keepLayout)
    {
        if (text is null || !text.Any(character => ActsOnTerminal(character) || char.IsSurrogate(character)))
            return text ?? "";
        var shown = new StringBuilder(text.Length + 16);
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogatePair(text, i))
                shown.Append(text, i++, 2);
            else
                Append(shown, text[i], keepLayout);
        }
        return shown.ToString();
    }

    private static void Append(StringBuilder shown, char character, bool keepLayout)
    {
        if (keepLayout && character is '\n' or '\t')
            shown.Append(character);
        else if (!ActsOnTerminal(character) && !char.IsSurrogate(character))
            shown.Append(character);
        else
            shown.Append(
                character switch
                {
                    '\n' => "\\n",
                    '\r' => "\\r",
                    '\t' => "\\t",
                    _ => $"\\u{(int)character:X4}",
                }
            );
    }

    private static bool ActsOnTerminal(char character) =>
        char.GetUnicodeCategory(character)
            is UnicodeCategory.Control
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator
        || character is >= '\u202A' and <= '\u202E' or >= '\u2066' and <= '\u2069' or '\u200E' or '\u200F';
}
