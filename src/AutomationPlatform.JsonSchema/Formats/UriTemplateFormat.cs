namespace AutomationPlatform.JsonSchema.Formats;

/// <summary>URI templates of RFC 6570.</summary>
internal static class UriTemplateFormat
{
    private const string Operators = "+#./;?&=,!@|";
    private const string NeverLiteral = " \"<>\\^`{|}\u007F";

    public static bool IsUriTemplate(ReadOnlySpan<char> text)
    {
        while (true)
        {
            var open = text.IndexOf('{');
            if (!IsLiteral(open < 0 ? text : text[..open]))
                return false;
            if (open < 0)
                return true;
            text = text[(open + 1)..];
            var close = text.IndexOf('}');
            if (close < 0 || !IsExpression(text[..close]))
                return false;
            text = text[(close + 1)..];
        }
    }

    private static bool IsLiteral(ReadOnlySpan<char> text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] < ' ' || NeverLiteral.Contains(text[i]) || (text[i] == '%' && !IsEncoded(text[i..])))
                return false;
        }
        return true;
    }

    private static bool IsExpression(ReadOnlySpan<char> text)
    {
        if (!text.IsEmpty && Operators.Contains(text[0]))
            text = text[1..];
        foreach (var variable in text.Split(','))
        {
            if (!IsVariable(text[variable]))
                return false;
        }
        return true;
    }

    private static bool IsVariable(ReadOnlySpan<char> text)
    {
        var prefix = text.IndexOf(':');
        if (prefix >= 0)
            return IsName(text[..prefix]) && IsPrefixLength(text[(prefix + 1)..]);
        return IsName(text.EndsWith('*') ? text[..^1] : text);
    }

    private static bool IsPrefixLength(ReadOnlySpan<char> text) =>
        text.Length is >= 1 and <= 4 && text[0] != '0' && !text.ContainsAnyExceptInRange('0', '9');

    private static bool IsName(ReadOnlySpan<char> text)
    {
        var afterDot = true;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '.' && afterDot)
                return false;
            afterDot = text[i] == '.';
            if (text[i] == '%' && IsEncoded(text[i..]))
                i += 2;
            else if (!char.IsAsciiLetterOrDigit(text[i]) && text[i] is not ('_' or '.'))
                return false;
        }
        return !afterDot;
    }

    private static bool IsEncoded(ReadOnlySpan<char> text) =>
        text.Length >= 3 && char.IsAsciiHexDigit(text[1]) && char.IsAsciiHexDigit(text[2]);
}
