using System.Buffers;

namespace AutomationPlatform.JsonSchema.Formats;

/// <summary>Host names of RFC 1123. Labels that begin with <c>xn--</c> are taken by their letters, not decoded.</summary>
internal static class HostNameFormat
{
    private const int LongestName = 253;
    private const int LongestLabel = 63;

    private static readonly SearchValues<char> Letters = SearchValues.Create(
        "-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    );

    public static bool IsHostName(ReadOnlySpan<char> text)
    {
        if (text.Length > LongestName)
            return false;
        foreach (var label in text.Split('.'))
        {
            if (!IsLabel(text[label]))
                return false;
        }
        return true;
    }

    private static bool IsLabel(ReadOnlySpan<char> label) =>
        label.Length is >= 1 and <= LongestLabel
        && label[0] != '-'
        && label[^1] != '-'
        && !label.ContainsAnyExcept(Letters);
}
