using System.Text.Json;
using System.Text.RegularExpressions;

namespace AutomationPlatform.Engines.Http;

/// <summary>JSON whose every text is one: half of a pair of surrogates is well-formed JSON and still cannot be read.</summary>
internal static partial class ReadableJson
{
    /// <summary>The document with U+FFFD in the place of halves: one bad character in a message must not hide a status.</summary>
    internal static string Of(string json) =>
        json.Contains("\\ud", StringComparison.OrdinalIgnoreCase)
            ? Escapes().Replace(json, escape => escape.Groups["half"].Success ? "\\uFFFD" : escape.Value)
            : json;

    /// <summary>The document's root; null when it is no JSON.</summary>
    internal static JsonElement? TryParse(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(Of(json));
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // Whole pairs and every other escape are matched too, so that what follows a backslash is never taken for a beginning.
    [GeneratedRegex(
        @"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(?<half>u[dD][89a-fA-F][0-9a-fA-F]{2})|.)",
        RegexOptions.Singleline | RegexOptions.ExplicitCapture,
        10_000
    )]
    private static partial Regex Escapes();
}
