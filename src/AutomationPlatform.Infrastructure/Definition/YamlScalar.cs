using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace AutomationPlatform.Infrastructure.Definition;

/// <summary>What a plain scalar means by YAML 1.2's core schema, and how a text is written so that it stays one.</summary>
internal static partial class YamlScalar
{
    private const int HexadecimalBase = 16;
    private const int OctalBase = 8;
    private const int MatchMilliseconds = 1_000;

    // Older readers take these for booleans; a text that looks like one is quoted for their sake.
    private static readonly HashSet<string> WordsOfOlderYaml = new(StringComparer.OrdinalIgnoreCase)
    {
        "y",
        "n",
        "yes",
        "no",
        "on",
        "off",
    };

    /// <summary>The kind of a plain scalar and its JSON spelling, which is null for a number that JSON does not have.</summary>
    internal static (NodeKind Kind, string? Json) Resolve(string plain) =>
        plain switch
        {
            "" or "~" or "null" or "Null" or "NULL" => (NodeKind.Null, "null"),
            "true" or "True" or "TRUE" => (NodeKind.Boolean, "true"),
            "false" or "False" or "FALSE" => (NodeKind.Boolean, "false"),
            _ when NotFinite().IsMatch(plain) => (NodeKind.Number, null),
            _ when Based().IsMatch(plain) => (NodeKind.Number, FromBase(plain)),
            _ when Decimal().IsMatch(plain) => (NodeKind.Number, FromDecimal(plain)),
            _ => (NodeKind.Text, plain),
        };

    /// <summary>A text as YAML: plain where every reader takes it for a text, else in double quotes.</summary>
    internal static string Write(string text) =>
        PlainText().IsMatch(text) && Resolve(text).Kind == NodeKind.Text && !WordsOfOlderYaml.Contains(text)
            ? text
            : Quote(text);

    private static string Quote(string text)
    {
        var quoted = new StringBuilder("\"", text.Length + 2);
        foreach (var rune in text.EnumerateRunes())
            quoted.Append(
                rune.Value switch
                {
                    '"' => "\\\"",
                    '\\' => "\\\\",
                    '\n' => "\\n",
                    '\t' => "\\t",
                    _ when IsPrintable(rune) => rune.ToString(),
                    <= 0xFFFF => $"\\u{rune.Value:X4}",
                    _ => $"\\U{rune.Value:X8}",
                }
            );
        return quoted.Append('"').ToString();
    }

    // Line separators and the byte order mark are printable to YAML, but not to people.
    private static bool IsPrintable(Rune rune) =>
        Rune.GetUnicodeCategory(rune)
            is not (
                UnicodeCategory.Control
                or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator
                or UnicodeCategory.Surrogate
                or UnicodeCategory.OtherNotAssigned
                or UnicodeCategory.PrivateUse
            );

    private static string? FromBase(string plain)
    {
        try
        {
            var number = Convert.ToUInt64(plain[2..], plain[1] == 'x' ? HexadecimalBase : OctalBase);
            return number.ToString(CultureInfo.InvariantCulture);
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    // YAML allows +1, 007, .5 and 1., which JSON spells 1, 7, 0.5 and 1.
    private static string FromDecimal(string plain)
    {
        var match = Decimal().Match(plain);
        var whole = match.Groups["whole"].Value.TrimStart('0');
        var fraction = match.Groups["fraction"].Value;
        return (plain[0] == '-' ? "-" : "")
            + (whole.Length == 0 ? "0" : whole)
            + (fraction.Length == 0 ? "" : "." + fraction)
            + match.Groups["exponent"].Value;
    }

    [GeneratedRegex(
        @"^[-+]?(\.inf|\.Inf|\.INF)\z|^(\.nan|\.NaN|\.NAN)\z",
        RegexOptions.ExplicitCapture,
        MatchMilliseconds
    )]
    private static partial Regex NotFinite();

    [GeneratedRegex(@"^(0x[0-9a-fA-F]+|0o[0-7]+)\z", RegexOptions.ExplicitCapture, MatchMilliseconds)]
    private static partial Regex Based();

    [GeneratedRegex(
        @"^[-+]?(?=\.?[0-9])(?<whole>[0-9]*)(\.(?<fraction>[0-9]*))?(?<exponent>[eE][-+]?[0-9]+)?\z",
        RegexOptions.ExplicitCapture,
        MatchMilliseconds
    )]
    private static partial Regex Decimal();

    [GeneratedRegex(
        @"^[A-Za-z_/$][A-Za-z0-9_./$()-]*( [A-Za-z0-9_./$()-]+)*\z",
        RegexOptions.ExplicitCapture,
        MatchMilliseconds
    )]
    private static partial Regex PlainText();
}
