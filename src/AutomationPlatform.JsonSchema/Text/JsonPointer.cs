using System.Globalization;
using System.Text.Json;

namespace AutomationPlatform.JsonSchema.Text;

/// <summary>Writes and follows JSON Pointers (RFC 6901).</summary>
internal static class JsonPointer
{
    public static string Escape(string token) =>
        token.AsSpan().ContainsAny('~', '/')
            ? token.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)
            : token;

    public static string Unescape(string token) =>
        token.Contains('~')
            ? token.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)
            : token;

    /// <summary>Takes one step down; false when nothing is there.</summary>
    public static bool TryStep(JsonElement from, string token, out JsonElement to)
    {
        to = default;
        if (from.ValueKind == JsonValueKind.Object)
            return JsonMembers.TryFind(from, Unescape(token), out to);
        if (from.ValueKind != JsonValueKind.Array || !TryIndex(token, from.GetArrayLength(), out var index))
            return false;
        to = from[index];
        return true;
    }

    private static bool TryIndex(string token, int length, out int index) =>
        int.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out index)
        && index < length
        && (token.Length == 1 || token[0] != '0');
}
