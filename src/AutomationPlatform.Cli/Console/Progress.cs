using System.Globalization;

namespace AutomationPlatform.Cli.Console;

/// <summary>How far something is.</summary>
/// <param name="Done">How many are done.</param>
/// <param name="Total">Of how many; null while that is not known.</param>
/// <param name="Failed">How many of those done failed.</param>
/// <param name="Remark">What else is to be known, for instance <c>paused</c>.</param>
/// <param name="Unit">What is counted, where that is not plain.</param>
/// <param name="Share">How much is done, 0 to 1, where the total is not known.</param>
internal sealed record Progress(
    long Done,
    long? Total,
    long Failed = 0,
    string? Remark = null,
    string? Unit = null,
    double? Share = null
);

/// <summary>Turns what was reported into what is shown: rate over the last seconds, and the time that is left.</summary>
internal sealed class ProgressMeter(TimeProvider clock)
{
    /// <summary>The rate is that of the last so many seconds: 10.</summary>
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    private readonly Queue<(long Time, long Done)> samples = [];
    private (long Time, long Done) last;

    /// <summary>Takes a report and says it in one line: <c>120 of 200 (60%), 40.0/s, 2.0s left, 3 failed</c>.</summary>
    internal string Describe(Progress progress)
    {
        last = (clock.GetTimestamp(), progress.Done);
        samples.Enqueue(last);
        while (samples.Count > 2 && clock.GetElapsedTime(samples.Peek().Time, last.Time) > Window)
            samples.Dequeue();
        return string.Join(", ", Parts(progress));
    }

    private IEnumerable<string> Parts(Progress progress)
    {
        yield return progress.Total is { } total
            ? $"{Figures.Number(progress.Done)} of {Figures.Number(total)} ({Percent(progress.Done, total)}%)"
            : Figures.Number(progress.Done) + (progress.Unit is { } unit ? " " + unit : "");
        if (Rate() is > 0 and var rate)
        {
            yield return Figures.Rate(rate);
            if (progress.Total - progress.Done is > 0 and var left)
                yield return Figures.Remaining(TimeSpan.FromSeconds(Math.Min(left / rate, int.MaxValue))) + " left";
        }
        if (progress.Failed > 0)
            yield return $"{Figures.Number(progress.Failed)} failed";
        if (progress.Remark is { } remark)
            yield return remark;
    }

    // Rounded down: 100% is shown when all are done and not before.
    private static string Percent(long done, long total) =>
        (total == 0 ? 100 : Math.Floor(100.0 * done / total)).ToString("0", CultureInfo.InvariantCulture);

    private double Rate()
    {
        var first = samples.Peek();
        var seconds = clock.GetElapsedTime(first.Time, last.Time).TotalSeconds;
        return seconds > 0 ? (last.Done - first.Done) / seconds : 0;
    }
}
