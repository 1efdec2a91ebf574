namespace AutomationPlatform.JsonSchema.Formats;

/// <summary>IP addresses, without ports, zones or masks.</summary>
internal static class IpFormats
{
    private const int Groups = 8;
    private const int Ipv4Groups = 2;

    public static bool IsIpv4(ReadOnlySpan<char> text)
    {
        var parts = 0;
        foreach (var part in text.Split('.'))
        {
            if (++parts > 4 || !IsOctet(text[part]))
                return false;
        }
        return parts == 4;
    }

    public static bool IsIpv6(ReadOnlySpan<char> text)
    {
        var gap = text.IndexOf("::");
        if (gap < 0)
            return CountGroups(text, mayEndInIpv4: true) == Groups;
        var before = text[..gap];
        var after = text[(gap + 2)..];
        var groups = before.IsEmpty ? 0 : CountGroups(before, mayEndInIpv4: false);
        var more = after.IsEmpty ? 0 : CountGroups(after, mayEndInIpv4: true);
        return groups >= 0 && more >= 0 && groups + more < Groups;
    }

    // -1 when one of them is wrong.
    private static int CountGroups(ReadOnlySpan<char> text, bool mayEndInIpv4)
    {
        var count = 0;
        foreach (var range in text.Split(':'))
        {
            var group = text[range];
            var isLast = range.End.Value == text.Length;
            if (mayEndInIpv4 && isLast && IsIpv4(group))
                return count + Ipv4Groups;
            if (group.Length is 0 or > 4 || group.ContainsAnyExcept(Hexadecimal))
                return -1;
            count++;
        }
        return count;
    }

    private static readonly System.Buffers.SearchValues<char> Hexadecimal = System.Buffers.SearchValues.Create(
        "0123456789abcdefABCDEF"
    );

    private static bool IsOctet(ReadOnlySpan<char> text) =>
        text.Length is >= 1 and <= 3
        && !text.ContainsAnyExceptInRange('0', '9')
        && (text.Length == 1 || text[0] != '0')
        && (text.Length < 3 || text.SequenceCompareTo("255") <= 0);
}
