using System.Buffers;

namespace AutomationPlatform.JsonSchema.Formats;

/// <summary>URIs of RFC 3986 and IRIs of RFC 3987, which may have characters beyond ASCII.</summary>
internal static class UriFormats
{
    private const string Unreserved = "-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz~";
    private const string SubDelimiters = "!$&'()*+,;=";

    private static readonly SearchValues<char> HostSigns = SearchValues.Create(Unreserved + SubDelimiters);
    private static readonly SearchValues<char> UserSigns = SearchValues.Create(Unreserved + SubDelimiters + ":");
    private static readonly SearchValues<char> PathSigns = SearchValues.Create(Unreserved + SubDelimiters + ":@/");
    private static readonly SearchValues<char> QuerySigns = SearchValues.Create(Unreserved + SubDelimiters + ":@/?");
    private static readonly SearchValues<char> SchemeSigns = SearchValues.Create(
        "+-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    );

    public static bool IsUri(ReadOnlySpan<char> text) =>
        HasScheme(text, out var rest) && IsRelative(rest, false, false);

    public static bool IsUriReference(ReadOnlySpan<char> text) => IsUri(text) || IsRelative(text, false, true);

    public static bool IsIri(ReadOnlySpan<char> text) => HasScheme(text, out var rest) && IsRelative(rest, true, false);

    public static bool IsIriReference(ReadOnlySpan<char> text) => IsIri(text) || IsRelative(text, true, true);

    private static bool HasScheme(ReadOnlySpan<char> text, out ReadOnlySpan<char> rest)
    {
        var colon = text.IndexOf(':');
        rest = text[(colon + 1)..];
        return colon > 0 && char.IsAsciiLetter(text[0]) && !text[..colon].ContainsAnyExcept(SchemeSigns);
    }

    private static bool IsRelative(ReadOnlySpan<char> text, bool isInternational, bool isWithoutScheme)
    {
        if (!TakeTail(ref text, '#', isInternational) || !TakeTail(ref text, '?', isInternational))
            return false;
        if (text.StartsWith("//"))
        {
            var end = text[2..].IndexOf('/');
            var authority = end < 0 ? text[2..] : text[2..(end + 2)];
            return IsAuthority(authority, isInternational)
                && (end < 0 || IsMadeOf(text[(end + 2)..], PathSigns, isInternational));
        }
        // Without a scheme, a colon in the first segment would make one of it.
        var first = text.IndexOf('/') is >= 0 and var slash ? text[..slash] : text;
        return (!isWithoutScheme || !first.Contains(':')) && IsMadeOf(text, PathSigns, isInternational);
    }

    private static bool TakeTail(ref ReadOnlySpan<char> text, char mark, bool isInternational)
    {
        var at = text.IndexOf(mark);
        if (at < 0)
            return true;
        var tail = text[(at + 1)..];
        text = text[..at];
        return IsMadeOf(tail, QuerySigns, isInternational);
    }

    private static bool IsAuthority(ReadOnlySpan<char> text, bool isInternational)
    {
        var at = text.LastIndexOf('@');
        if (at >= 0 && !IsMadeOf(text[..at], UserSigns, isInternational))
            return false;
        var host = text[(at + 1)..];
        var port = host.LastIndexOf(':');
        if (port > host.LastIndexOf(']'))
        {
            if (host[(port + 1)..].ContainsAnyExceptInRange('0', '9'))
                return false;
            host = host[..port];
        }
        return host.StartsWith('[') ? IsLiteral(host) : IsMadeOf(host, HostSigns, isInternational);
    }

    private static bool IsLiteral(ReadOnlySpan<char> host)
    {
        if (host.Length < 3 || host[^1] != ']')
            return false;
        var address = host[1..^1];
        return address[0] is 'v' or 'V' ? IsFutureAddress(address[1..]) : IpFormats.IsIpv6(address);
    }

    private static bool IsFutureAddress(ReadOnlySpan<char> address)
    {
        var dot = address.IndexOf('.');
        if (dot <= 0 || dot == address.Length - 1 || address[(dot + 1)..].ContainsAnyExcept(UserSigns))
            return false;
        foreach (var digit in address[..dot])
        {
            if (!char.IsAsciiHexDigit(digit))
                return false;
        }
        return true;
    }

    private static bool IsMadeOf(ReadOnlySpan<char> text, SearchValues<char> signs, bool isInternational)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '%')
            {
                if (i + 2 >= text.Length || !char.IsAsciiHexDigit(text[i + 1]) || !char.IsAsciiHexDigit(text[i + 2]))
                    return false;
                i += 2;
            }
            else if (!signs.Contains(text[i]) && (!isInternational || text[i] < '\u00A0'))
            {
                return false;
            }
        }
        return true;
    }
}
