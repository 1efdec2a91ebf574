namespace AutomationPlatform.JsonSchema.Formats;

/// <summary>Durations of RFC 3339, appendix A.</summary>
internal static class DurationFormat
{
    public static bool IsDuration(ReadOnlySpan<char> text)
    {
        if (text.Length < 3 || text[0] != 'P')
            return false;
        text = text[1..];
        if (text[^1] == 'W')
            return IsSequence(text, "W");
        var split = text.IndexOf('T');
        if (split < 0)
            return IsSequence(text, "YMD");
        return (split == 0 || IsSequence(text[..split], "YMD")) && IsSequence(text[(split + 1)..], "HMS");
    }

    // Numbers with units that follow one another without a gap: hours and seconds need minutes between them.
    private static bool IsSequence(ReadOnlySpan<char> text, string units)
    {
        var previous = -1;
        while (!text.IsEmpty)
        {
            var digits = text.IndexOfAnyExceptInRange('0', '9');
            if (digits <= 0)
                return false;
            var unit = units.IndexOf(text[digits]);
            if (unit < 0 || unit <= previous || (previous >= 0 && unit != previous + 1))
                return false;
            previous = unit;
            text = text[(digits + 1)..];
        }
        return previous >= 0;
    }
}
