using System.Globalization;

namespace AutomationPlatform.Application.Definition;

/// <summary>Durations as files and commands spell them: <c>500ms 30s 5m 2h 1d</c>.</summary>
public static class DurationText
{
    /// <summary>How a duration is written, for error messages.</summary>
    public const string Form = "a whole number and a unit, for instance 500ms, 30s, 5m, 2h or 1d";

    private static readonly (string Unit, long Ticks)[] Units =
    [
        ("d", TimeSpan.TicksPerDay),
        ("h", TimeSpan.TicksPerHour),
        ("m", TimeSpan.TicksPerMinute),
        ("s", TimeSpan.TicksPerSecond),
        ("ms", TimeSpan.TicksPerMillisecond),
    ];

    /// <summary>Reads a duration; false when the text is not one or is longer than a <see cref="TimeSpan"/> can say.</summary>
    public static bool TryParse(string? text, out TimeSpan duration)
    {
        duration = default;
        var digits = 0;
        while (digits < text?.Length && char.IsAsciiDigit(text[digits]))
            digits++;
        if (digits == 0 || !long.TryParse(text.AsSpan(0, digits), CultureInfo.InvariantCulture, out var count))
            return false;
        var ticks = Array.Find(Units, unit => unit.Unit.AsSpan().SequenceEqual(text.AsSpan(digits))).Ticks;
        if (ticks == 0 || count > long.MaxValue / ticks)
            return false;
        duration = TimeSpan.FromTicks(count * ticks);
        return true;
    }

    /// <summary>Writes a duration in the largest unit that says it exactly: 90 s is <c>90s</c>, 120 s is <c>2m</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative or not a whole number of milliseconds.</exception>
    public static string Write(TimeSpan duration)
    {
        if (duration < TimeSpan.Zero || duration.Ticks % TimeSpan.TicksPerMillisecond != 0)
            throw new ArgumentOutOfRangeException(
                nameof(duration),
                duration,
                "A duration is 0 or more whole milliseconds."
            );
        if (duration == TimeSpan.Zero)
            return "0s";
        var (unit, ticks) = Array.Find(Units, candidate => duration.Ticks % candidate.Ticks == 0);
        return (duration.Ticks / ticks).ToString(CultureInfo.InvariantCulture) + unit;
    }
}
