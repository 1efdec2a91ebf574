using System.Text;
using System.Text.Json;
using AutomationPlatform.JsonSchema.Text;

namespace AutomationPlatform.JsonSchema.Evaluation;

/// <summary>Shows a value in a few characters, on one line, whatever its size.</summary>
internal static class Excerpt
{
    private const int MaximumLength = 60;
    private const int LongestEscape = 6;

    public static string Of(in Instance instance) =>
        instance.Kind switch
        {
            // Lists and objects may hold what must not be shown, and say little when cut.
            JsonValueKind.Object => $"the object of {Count(instance.Element.GetPropertyCount(), "member")}",
            JsonValueKind.Array => $"the list of {Count(instance.Element.GetArrayLength(), "item")}",
            JsonValueKind.String => $"'{Start(instance.Raw)}'",
            JsonValueKind.Number => Start(instance.Raw),
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            _ => "null",
        };

    public static string Of(JsonElement element) => Of(new Instance(element));

    /// <summary>A member's name, cut like a value.</summary>
    public static string OfName(string name) => $"'{Clean(name, name.Length > MaximumLength)}'";

    public static string Count(long count, string noun) => count == 1 ? $"1 {noun}" : $"{count:N0} {noun}s";

    private static string Start(ReadOnlySpan<byte> raw)
    {
        var isCut = raw.Length > MaximumLength * LongestEscape;
        if (isCut)
            raw = WholeEscapes(raw[..(MaximumLength * LongestEscape)]);
        return Clean(JsonText.ToText(raw), isCut);
    }

    // A cut through an escape sequence would leave text that cannot be decoded.
    private static ReadOnlySpan<byte> WholeEscapes(ReadOnlySpan<byte> raw)
    {
        for (var i = 0; i < raw.Length; i++)
        {
            if (raw[i] != '\\')
                continue;
            var length = i + 1 < raw.Length && raw[i + 1] == 'u' ? LongestEscape : 2;
            if (i + length > raw.Length)
                return raw[..i];
            i += length - 1;
        }
        return raw;
    }

    private static string Clean(string text, bool isCut)
    {
        var shown = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (shown.Length >= MaximumLength)
                return shown.Append('…').ToString();
            shown.Append(Rune.IsControl(rune) ? " " : rune.ToString());
        }
        return isCut ? shown.Append('…').ToString() : shown.ToString();
    }
}
