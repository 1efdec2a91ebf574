namespace AutomationPlatform.JsonSchema.Formats;

/// <summary>Dates and times of RFC 3339.</summary>
internal static class DateTimeFormats
{
    private const int DateLength = 10;
    private const int TimeLength = 8;
    private const int MinutesOfDay = 24 * 60;

    public static bool IsDateTime(ReadOnlySpan<char> text) =>
        text.Length > DateLength
        && text[DateLength] is 'T' or 't'
        && IsDate(text[..DateLength])
        && IsTime(text[(DateLength + 1)..]);

    public static bool IsDate(ReadOnlySpan<char> text) =>
        text.Length == DateLength
        && text[4] == '-'
        && text[7] == '-'
        && TryNumber(text[..4], out var year)
        && TryNumber(text[5..7], out var month)
        && TryNumber(text[8..], out var day)
        && month is >= 1 and <= 12
        && day >= 1
        && day <= DaysIn(year, month);

    public static bool IsTime(ReadOnlySpan<char> text)
    {
        if (
            text.Length <= TimeLength
            || text[2] != ':'
            || text[5] != ':'
            || !TryNumber(text[..2], out var hour)
            || !TryNumber(text[3..5], out var minute)
            || !TryNumber(text[6..8], out var second)
            || hour > 23
            || minute > 59
            || second > 60
        )
            return false;
        var rest = SkipFraction(text[TimeLength..]);
        return TryOffset(rest, out var offset) && (second < 60 || IsLeapSecond((hour * 60) + minute - offset));
    }

    // A leap second is inserted at the end of a day in UTC.
    private static bool IsLeapSecond(int minuteInUtc) =>
        (minuteInUtc + MinutesOfDay) % MinutesOfDay == MinutesOfDay - 1;

    private static ReadOnlySpan<char> SkipFraction(ReadOnlySpan<char> text)
    {
        if (text[0] != '.')
            return text;
        var digits = text[1..].IndexOfAnyExceptInRange('0', '9');
        // Without a digit, or without an offset behind them, nothing that follows can be right.
        return digits <= 0 ? [] : text[(digits + 1)..];
    }

    private static bool TryOffset(ReadOnlySpan<char> text, out int minutes)
    {
        minutes = 0;
        if (text is "Z" or "z")
            return true;
        if (
            text.Length != 6
            || text[0] is not ('+' or '-')
            || text[3] != ':'
            || !TryNumber(text[1..3], out var hour)
            || !TryNumber(text[4..], out var minute)
        )
            return false;
        minutes = (text[0] == '-' ? -1 : 1) * ((hour * 60) + minute);
        return hour <= 23 && minute <= 59;
    }

    private static int DaysIn(int year, int month)
    {
        if (month != 2)
            return month is 4 or 6 or 9 or 11 ? 30 : 31;
        return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
    }

    private static bool TryNumber(ReadOnlySpan<char> digits, out int value)
    {
        value = 0;
        foreach (var digit in digits)
        {
            if (!char.IsAsciiDigit(digit))
                return false;
            value = (value * 10) + (digit - '0');
        }
        return true;
    }
}
