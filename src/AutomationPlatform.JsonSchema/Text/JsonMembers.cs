using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace AutomationPlatform.JsonSchema.Text;

/// <summary>
/// Finds members by name. <see cref="JsonElement.TryGetProperty(string, out JsonElement)"/> will not do: it throws where a name holds
/// half a surrogate pair, and a value may come from anyone.
/// </summary>
internal static class JsonMembers
{
    /// <summary>The member of this name; the last, should there be several.</summary>
    /// <param name="element">An object.</param>
    /// <param name="name">The name in UTF-8, without escapes.</param>
    /// <param name="value">The member's value.</param>
    public static bool TryFind(JsonElement element, ReadOnlySpan<byte> name, out JsonElement value)
    {
        var isFound = false;
        value = default;
        foreach (var member in element.EnumerateObject())
        {
            if (!IsNamed(member, name))
                continue;
            value = member.Value;
            isFound = true;
        }
        return isFound;
    }

    /// <summary>The member of this name; false also when the element is no object.</summary>
    public static bool TryFind(JsonElement element, string name, out JsonElement value)
    {
        value = default;
        return element.ValueKind == JsonValueKind.Object && TryFind(element, Encoding.UTF8.GetBytes(name), out value);
    }

    /// <summary>The text of a member; null when there is no such member, or it is something else.</summary>
    public static string? FindText(JsonElement element, string name) =>
        TryFind(element, name, out var value) && value.ValueKind == JsonValueKind.String ? TextOf(value) : null;

    public static bool Has(JsonElement element, ReadOnlySpan<byte> name) => TryFind(element, name, out _);

    public static bool IsNamed(JsonProperty member, ReadOnlySpan<byte> name)
    {
        var raw = JsonMarshal.GetRawUtf8PropertyName(member);
        return JsonText.IsEscaped(raw) ? JsonText.AreEqual(raw, name) : raw.SequenceEqual(name);
    }

    public static string NameOf(JsonProperty member) => JsonText.ToText(JsonMarshal.GetRawUtf8PropertyName(member));

    /// <summary>The text of a string element.</summary>
    public static string TextOf(JsonElement element) => JsonText.ToText(JsonMarshal.GetRawUtf8Value(element)[1..^1]);
}
