using AutomationPlatform.JsonSchema.Patterns;

namespace AutomationPlatform.JsonSchema.Formats;

/// <summary>UUIDs, JSON Pointers and regular expressions.</summary>
internal static class IdentifierFormats
{
    private const int UuidLength = 36;

    public static bool IsUuid(ReadOnlySpan<char> text)
    {
        if (text.Length != UuidLength)
            return false;
        for (var i = 0; i < text.Length; i++)
        {
            if (i is 8 or 13 or 18 or 23 ? text[i] != '-' : !char.IsAsciiHexDigit(text[i]))
                return false;
        }
        return true;
    }

    public static bool IsJsonPointer(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
            return true;
        if (text[0] != '/')
            return false;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '~' && (i + 1 == text.Length || text[i + 1] is not ('0' or '1')))
                return false;
        }
        return true;
    }

    public static bool IsRelativeJsonPointer(ReadOnlySpan<char> text)
    {
        var digits = text.IndexOfAnyExceptInRange('0', '9');
        if (digits < 0)
            digits = text.Length;
        if (digits == 0 || (digits > 1 && text[0] == '0'))
            return false;
        return text[digits..] is "#" || IsJsonPointer(text[digits..]);
    }

    public static bool IsRegex(ReadOnlySpan<char> text)
    {
        try
        {
            PatternTranslator.Translate(text.ToString(), SchemaLimits.Default);
            return true;
        }
        catch (PatternSyntaxException)
        {
            return false;
        }
    }
}
