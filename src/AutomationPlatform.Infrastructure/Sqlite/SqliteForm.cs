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
        DateTimeOffset.ParseExact(text, InstantFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
