using System.Buffers;

namespace AutomationPlatform.JsonSchema.Formats;

/// <summary>E-mail addresses: the mailbox of RFC 5321 and, with any character beyond ASCII, of RFC 6531.</summary>
internal static class EmailFormats
{
    private const int LongestLocalPart = 64;
    private const string Ipv6Tag = "IPv6:";

    private static readonly SearchValues<char> AtomSigns = SearchValues.Create(
        "!#$%&'*+-/0123456789=?ABCDEFGHIJKLMNOPQRSTUVWXYZ^_`abcdefghijklmnopqrstuvwxyz{|}~"
    );

    public static bool IsEmail(ReadOnlySpan<char> text) => IsMailbox(text, isInternational: false);

    public static bool IsInternationalEmail(ReadOnlySpan<char> text) => IsMailbox(text, isInternational: true);

    private static bool IsMailbox(ReadOnlySpan<char> text, bool isInternational)
    {
        var at = text.LastIndexOf('@');
        if (at is <= 0 or > LongestLocalPart)
            return false;
        var local = text[..at];
        return (IsQuoted(local, isInternational) || IsDotted(local, isInternational))
            && IsDomain(text[(at + 1)..], isInternational);
    }

    private static bool IsDotted(ReadOnlySpan<char> text, bool isInternational)
    {
        foreach (var atom in text.Split('.'))
        {
            if (text[atom].IsEmpty || !IsAtom(text[atom], isInternational))
                return false;
        }
        return true;
    }

    private static bool IsAtom(ReadOnlySpan<char> atom, bool isInternational)
    {
        foreach (var sign in atom)
        {
            if (!AtomSigns.Contains(sign) && (!isInternational || char.IsAscii(sign)))
                return false;
        }
        return true;
    }

    private static bool IsQuoted(ReadOnlySpan<char> text, bool isInternational)
    {
        if (text.Length < 2 || text[0] != '"' || text[^1] != '"')
            return false;
        text = text[1..^1];
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && ++i == text.Length)
                return false;
            var isBare = text[i] == '"' && text[Math.Max(i - 1, 0)] != '\\';
            if (isBare || text[i] < ' ' || (!isInternational && text[i] > '~'))
                return false;
        }
        return true;
    }

    private static bool IsDomain(ReadOnlySpan<char> text, bool isInternational)
    {
        if (text.Length > 2 && text[0] == '[' && text[^1] == ']')
        {
            var address = text[1..^1];
            return address.StartsWith(Ipv6Tag)
                ? IpFormats.IsIpv6(address[Ipv6Tag.Length..])
                : IpFormats.IsIpv4(address);
        }
        return isInternational ? IsInternationalDomain(text) : HostNameFormat.IsHostName(text);
    }

    private static bool IsInternationalDomain(ReadOnlySpan<char> text)
    {
        foreach (var range in text.Split('.'))
        {
            var label = text[range];
            foreach (var sign in label)
            {
                if (char.IsAscii(sign) && !char.IsAsciiLetterOrDigit(sign) && sign != '-')
                    return false;
            }
            if (label.IsEmpty || label[0] == '-' || label[^1] == '-')
                return false;
        }
        return true;
    }
}
