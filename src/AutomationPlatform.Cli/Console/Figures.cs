using System.Globalization;

namespace AutomationPlatform.Cli.Console;

/// <summary>Numbers, times and sizes as people read them; the same everywhere.</summary>
internal static class Figures
{
    private static readonly string[] SizeUnits = ["B", "KiB", "MiB", "GiB", "TiB"];

    /// <summary><c>12,345</c>.</summary>
    internal static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary><c>1 item</c>, <c>2 items</c>.</summary>
    internal static string Count(long number, string one, string many) =>
        $"{Number(number)} {(number == 1 ? one : many)}";

    /// <summary><c>1 item</c>, <c>2 items</c>.</summary>
    internal static string Items(long number) => Count(number, "item", "items");

    /// <summary>To the second, UTC: <c>2026-01-31 08:15:30Z</c>.</summary>
    internal static string Instant(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary><c>350ms</c>, <c>1.2s</c>, <c>3m 05s</c>, <c>2h 10m</c>, <c>3d 4h</c>.</summary>
    internal static string Duration(TimeSpan span) =>
        span switch
        {
            { Ticks: < 0 } => "0ms",
            { TotalMilliseconds: < 999.5 } => $"{span.TotalMilliseconds:0}ms",
            { TotalSeconds: < 59.95 } => $"{span.TotalSeconds:0.0}s",
            _ => LongDuration(TimeSpan.FromSeconds(Math.Round(span.TotalSeconds))),
        };

    /// <summary>A guess, to the second: <c>3s</c>, <c>3m 05s</c>, <c>2h 10m</c>.</summary>
    internal static string Remaining(TimeSpan span) =>
        span.TotalSeconds <= 59
            ? $"{Math.Ceiling(span.TotalSeconds):0}s"
            : LongDuration(TimeSpan.FromSeconds(Math.Ceiling(span.TotalSeconds)));

    private static string LongDuration(TimeSpan span) =>
        span switch
        {
            { TotalHours: < 1 } => $"{span.Minutes}m {span.Seconds:00}s",
            { TotalDays: < 1 } => $"{span.Hours}h {span.Minutes:00}m",
            _ => $"{span.Days}d {span.Hours}h",
        };

    /// <summary><c>0.5/s</c>, <c>12.3/s</c>, <c>12,345/s</c>.</summary>
    internal static string Rate(double perSecond) =>
        perSecond < 100
            ? perSecond.ToString("0.0", CultureInfo.InvariantCulture) + "/s"
            : Number((long)Math.Round(perSecond)) + "/s";

    /// <summary><c>1.5 MiB</c>.</summary>
    internal static string Size(long bytes)
    {
        var size = (double)bytes;
        var unit = 0;
        for (; size >= 1024 && unit < SizeUnits.Length - 1; unit++)
            size /= 1024;
        return (unit == 0 ? $"{bytes}" : size.ToString("0.0", CultureInfo.InvariantCulture)) + " " + SizeUnits[unit];
    }
}
