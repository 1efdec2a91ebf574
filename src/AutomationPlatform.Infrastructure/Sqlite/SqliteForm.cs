using System.Globalization;

namespace AutomationPlatform.Infrastructure.Sqlite;

/// <summary>The one text form of identifiers and instants on SQLite, for the mapper and raw SQL alike.</summary>
internal static class SqliteForm
{
    private const string InstantFormat = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    /// <summary>The database's clock in the same form; SQLite itself knows milliseconds.</summary>
    internal const string Clock = "strftime('%Y-%m-%dT%H:%M:%f000Z', 'now')";

    /// <summary>The same clock, so many seconds from now; negative: ago.</summary>
    internal static string ClockFromNow(int seconds) =>
        $"strftime('%Y-%m-%dT%H:%M:%f000Z', 'now', '{seconds:+0;-0} seconds')";

    internal static string Of(Guid id) => id.ToString("D");

    internal static string Of(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString(InstantFormat, CultureInfo.InvariantCulture);

    internal static Guid ToId(string text) => Guid.ParseExact(text, "D");

    internal static DateTimeOffset ToInstant(string text) =>
        IsPlain(text)
            ? new DateTimeOffset(
                Digits(text, 0, 4),
                Digits(text, 5, 2),
                Digits(text, 8, 2),
                Digits(text, 11, 2),
                Digits(text, 14, 2),
                Digits(text, 17, 2),
                TimeSpan.Zero
            ).AddTicks(Digits(text, 20, 6) * TimeSpan.TicksPerMicrosecond)
            : throw new FormatException($"'{text}' is not an instant of the form {InstantFormat}");

    // Instants are read by the million; the general reader takes ten times as long.
    private static bool IsPlain(string text)
    {
        const string form = "0000-00-00T00:00:00.000000Z";
        if (text.Length != form.Length)
            return false;
        for (var at = 0; at < form.Length; at++)
            if (form[at] == '0' ? !char.IsAsciiDigit(text[at]) : text[at] != form[at])
                return false;
        return Digits(text, 5, 2) is >= 1 and <= 12
            && Digits(text, 0, 4) > 0
            && Digits(text, 8, 2) is var day
            && day >= 1
            && day <= DateTime.DaysInMonth(Digits(text, 0, 4), Digits(text, 5, 2))
            && Digits(text, 11, 2) < 24
            && Digits(text, 14, 2) < 60
            && Digits(text, 17, 2) < 60;
    }

    private static int Digits(string text, int from, int count)
    {
        var number = 0;
        for (var at = from; at < from + count; at++)
            number = (number * 10) + (text[at] - '0');
        return number;
    }
}
