using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using AutomationPlatform.Domain;

namespace AutomationPlatform.Engines;

/// <summary>Reads what engines send, which may be anything: what is not of the expected kind counts as not there.</summary>
internal static class JsonMembers
{
    /// <summary>The longest text or list that is kept of an engine's words, in characters: 4,000.</summary>
    private const int WordLimit = 4_000;

    /// <summary>A member of an object; undefined when there is none.</summary>
    internal static JsonElement Member(this JsonElement element, string name)
    {
        try
        {
            return element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value)
                ? value
                : default;
        }
        catch (InvalidOperationException)
        {
            // The name of another member is no text: it holds half a character.
            return default;
        }
    }

    /// <summary>A text; null for anything else.</summary>
    internal static string? Text(this JsonElement element)
    {
        try
        {
            return element.ValueKind == JsonValueKind.String ? element.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            // It holds half a character.
            return null;
        }
    }

    /// <summary>A member that is a text; null for anything else.</summary>
    internal static string? Text(this JsonElement element, string name) => element.Member(name).Text();

    /// <summary>A member that is a text, short enough to be shown and such as every database keeps; null when there is
    /// none or it is empty.</summary>
    internal static string? Line(this JsonElement element, string name) =>
        element.Text(name) is { Length: > 0 } text ? ErrorText.Cut(text, Limits.Reason) : null;

    /// <summary>A member that is a whole number; null for anything else.</summary>
    internal static long? Number(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out var number)
            ? number
            : null;

    /// <summary>A member that is an instant; null for anything else.</summary>
    internal static DateTimeOffset? Instant(this JsonElement element, string name) =>
        DateTimeOffset.TryParse(
            element.Text(name),
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var instant
        )
            ? instant
            : null;

    /// <summary>What is in a list; nothing for anything else.</summary>
    internal static IEnumerable<JsonElement> Items(this JsonElement element) =>
        element.ValueKind == JsonValueKind.Array ? element.EnumerateArray() : [];

    /// <summary>The values of an object's members; nothing for anything else.</summary>
    internal static IEnumerable<JsonElement> Values(this JsonElement element) =>
        element.ValueKind == JsonValueKind.Object ? element.EnumerateObject().Select(member => member.Value) : [];

    /// <summary>Some members of an object, for keeping: long texts cut, what no database keeps left out.</summary>
    internal static JsonObject Words(this JsonElement element, params IEnumerable<string> names)
    {
        var words = new JsonObject();
        foreach (var name in names)
            if (Word(element.Member(name)) is { } word)
                words[name] = word;
        return words;
    }

    private static JsonNode? Word(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Undefined)
            return null;
        if (value.Text() is { } text)
            return JsonValue.Create(ErrorText.Cut(text, WordLimit));
        if (value.GetRawText() is not { Length: <= WordLimit } raw)
            return null;
        try
        {
            return JsonNode.Parse(Payload.Parse(raw).Text);
        }
        catch (PayloadException)
        {
            return null;
        }
    }
}
