using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using AutomationPlatform.Domain.Definition;

namespace AutomationPlatform.Infrastructure.Definition;

/// <summary>Rates as definitions spell them: <c>50/s 100/m 1000/h</c>.</summary>
internal static class RateText
{
    internal static bool TryParse(string text, [NotNullWhen(true)] out Rate? rate)
    {
        rate = null;
        var parts = text.Split('/');
        if (parts.Length != 2 || Period(parts[1]) is not { } period)
            return false;
        if (!int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count < 1)
            return false;
        rate = new Rate(count, period);
        return true;
    }

    /// <summary>Writes a rate as <see cref="TryParse"/> reads it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The period is not a second, a minute or an hour.</exception>
    internal static string Write(Rate rate) =>
        string.Create(CultureInfo.InvariantCulture, $"{rate.Count}/{Unit(rate.Period)}");

    private static TimeSpan? Period(string unit) =>
        unit switch
        {
            "s" => TimeSpan.FromSeconds(1),
            "m" => TimeSpan.FromMinutes(1),
            "h" => TimeSpan.FromHours(1),
            _ => null,
        };

    private static char Unit(TimeSpan period) =>
        period.Ticks switch
        {
            TimeSpan.TicksPerSecond => 's',
            TimeSpan.TicksPerMinute => 'm',
            TimeSpan.TicksPerHour => 'h',
            _ => throw new ArgumentOutOfRangeException(nameof(period), period, "A rate is per second, minute or hour."),
        };
}
