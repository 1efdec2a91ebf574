using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;

namespace AutomationPlatform.Application.Definition;

/// <summary>A JSON Pointer (RFC 6901) that names a place in a payload. Immutable.</summary>
public sealed class JsonPointer
{
    private JsonPointer(string text, string[] tokens)
    {
        Text = text;
        Tokens = tokens;
    }

    /// <summary>The pointer as it was written.</summary>
    public string Text { get; }

    /// <summary>Its unescaped tokens, from the root.</summary>
    public IReadOnlyList<string> Tokens { get; }

    /// <summary>Reads a pointer; false when it is empty, does not begin with <c>/</c> or holds a wrong escape.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out JsonPointer? pointer)
    {
        pointer = null;
        if (text is null || !text.StartsWith('/'))
            return false;
        for (var at = text.IndexOf('~'); at >= 0; at = text.IndexOf('~', at + 1))
            if (at + 1 >= text.Length || text[at + 1] is not ('0' or '1'))
                return false;
        pointer = new JsonPointer(text, [.. text[1..].Split('/').Select(Unescape)]);
        return true;
    }

    /// <summary>Reads the pointer of a definition, which was checked before; null for none.</summary>
    /// <exception cref="InvalidInputException">It is no JSON Pointer.</exception>
    public static JsonPointer? Parse(string? text)
    {
        if (text is null)
            return null;
        return TryParse(text, out var pointer)
            ? pointer
            : throw new InvalidInputException($"key: '{text}' is no JSON Pointer; write for instance /customerId");
    }

    /// <summary>The value at this place; null when there is none.</summary>
    public JsonElement? Find(JsonElement root)
    {
        var current = root;
        foreach (var token in Tokens)
        {
            if (Step(current, token) is not { } next)
                return null;
            current = next;
        }
        return current;
    }

    /// <summary>One token as it stands in a pointer.</summary>
    public static string Escape(string token)
    {
        ArgumentNullException.ThrowIfNull(token);
        return token.Replace("~", "~0").Replace("/", "~1");
    }

    /// <inheritdoc/>
    public override string ToString() => Text;

    private static JsonElement? Step(JsonElement parent, string token) =>
        parent.ValueKind switch
        {
            JsonValueKind.Object when parent.TryGetProperty(token, out var child) => child,
            JsonValueKind.Array when Index(token) is { } index && index < parent.GetArrayLength() => parent[index],
            _ => null,
        };

    private static int? Index(string token) =>
        (token == "0" || !token.StartsWith('0'))
        && int.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            ? index
            : null;

    private static string Unescape(string token) => token.Replace("~1", "/").Replace("~0", "~");
}
