using System.Globalization;
using System.Text.Json;

namespace AutomationPlatform.Domain;

public sealed partial class Payload
{
    // The range of PostgreSQL's numeric, which jsonb keeps numbers in: https://www.postgresql.org/docs/15/datatype-numeric.html
    private const int DigitsBeforePoint = 131_072;
    private const int DigitsAfterPoint = 16_383;

    // A walk over every value is dear; nearly all texts show by their letters that there is nothing to find.
    private static void CheckStorable(JsonElement root, string text)
    {
        if (text.Contains("\\u", StringComparison.Ordinal) || text.Length > DigitsAfterPoint || HasExponent(text))
            Check(root, new Stack<string>());
    }

    private static bool HasExponent(ReadOnlySpan<char> text)
    {
        for (var at = text.IndexOfAny('e', 'E'); at >= 0; at = text.IndexOfAny('e', 'E'))
        {
            if (at > 0 && char.IsAsciiDigit(text[at - 1]))
                return true;
            text = text[(at + 1)..];
        }
        return false;
    }

    private static void Check(JsonElement element, Stack<string> path)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                CheckMembers(element, path);
                break;
            case JsonValueKind.Array:
                CheckElements(element, path);
                break;
            case JsonValueKind.String:
                CheckText(() => element.GetString()!, path);
                break;
            case JsonValueKind.Number:
                CheckNumber(element.GetRawText(), path);
                break;
        }
    }

    private static void CheckMembers(JsonElement element, Stack<string> path)
    {
        foreach (var member in element.EnumerateObject())
        {
            CheckText(() => member.Name, path);
            path.Push(member.Name);
            Check(member.Value, path);
            path.Pop();
        }
    }

    private static void CheckElements(JsonElement element, Stack<string> path)
    {
        var index = 0;
        foreach (var child in element.EnumerateArray())
        {
            path.Push(index++.ToString(CultureInfo.InvariantCulture));
            Check(child, path);
            path.Pop();
        }
    }

    private static void CheckText(Func<string> read, Stack<string> path)
    {
        string text;
        try
        {
            text = read();
        }
        catch (InvalidOperationException)
        {
            throw PayloadException.NotStorable(Pointer(path), "holds a lone surrogate, which no database keeps");
        }
        if (text.Contains('\0'))
            throw PayloadException.NotStorable(Pointer(path), "holds the character U+0000, which no database keeps");
    }

    private static void CheckNumber(string raw, Stack<string> path)
    {
        var digits = raw.AsSpan().TrimStart('-');
        var exponentAt = digits.IndexOfAny('e', 'E');
        var mantissa = exponentAt < 0 ? digits : digits[..exponentAt];
        var exponent = exponentAt < 0 ? 0 : Exponent(digits[(exponentAt + 1)..]);
        var point = mantissa.IndexOf('.');
        var before = (point < 0 ? mantissa.Length : point) + exponent;
        var after = (point < 0 ? 0 : mantissa.Length - point - 1) - exponent;
        if (before > DigitsBeforePoint || after > DigitsAfterPoint)
            throw PayloadException.NotStorable(Pointer(path), "is a number beyond the range that databases keep");
    }

    // Anything longer than an int is far out of range either way; its sign is all that matters.
    private static long Exponent(ReadOnlySpan<char> digits) =>
        int.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var exponent) ? exponent
        : digits[0] == '-' ? int.MinValue
        : int.MaxValue;

    /// <summary>What to say of text that would be JSON but for a name that an object has twice; null for any other.</summary>
    private static PayloadException? Repetition(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, Reading with { AllowDuplicateProperties = true });
            var path = new Stack<string>();
            return FindRepeated(document.RootElement, path) is { } name
                ? PayloadException.NotStorable(
                    Pointer(path),
                    $"has the name '{name}' twice; a database keeps one of them"
                )
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // Leaves the path at the object that repeats a name.
    private static string? FindRepeated(JsonElement element, Stack<string> path)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (token, child) in Children(element))
        {
            if (element.ValueKind == JsonValueKind.Object && !names.Add(token))
                return token;
            path.Push(token);
            if (FindRepeated(child, path) is { } name)
                return name;
            path.Pop();
        }
        return null;
    }

    private static IEnumerable<(string Token, JsonElement Value)> Children(JsonElement element) =>
        element.ValueKind switch
        {
            JsonValueKind.Object => element.EnumerateObject().Select(member => (member.Name, member.Value)),
            JsonValueKind.Array => element
                .EnumerateArray()
                .Select((child, index) => (index.ToString(CultureInfo.InvariantCulture), child)),
            _ => [],
        };

    private static string Pointer(Stack<string> path) =>
        string.Concat(path.Reverse().Select(token => "/" + token.Replace("~", "~0").Replace("/", "~1")));
}
