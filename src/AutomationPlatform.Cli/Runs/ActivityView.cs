using System.Globalization;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Cli.Console;

namespace AutomationPlatform.Cli.Runs;

/// <summary>Who works on an open run, what waits in it and why, and when it should be finished.</summary>
internal static class ActivityView
{
    internal static void Write(Terminal terminal, RunSummary run, RunActivity activity)
    {
        WriteWorkers(terminal, activity);
        WriteProgress(terminal, activity);
        var reasons = RunOutlook.WhyWaiting(run, activity);
        if (reasons.Count > 0)
            terminal.Say("");
        foreach (var reason in reasons)
            Write(terminal, reason);
        terminal.Say("");
        terminal.Say($"Should be finished: {Finish(run, activity)}");
    }

    /// <summary>A reason in a few words, for the line of a bar.</summary>
    internal static string Short(WaitingReason reason, DateTimeOffset now)
    {
        var count = reason.Items is { } items ? $"{Count(items)} wait" : "waiting";
        var until = reason.Until is { } at && at > now ? $", the first for {Figures.Remaining(at - now)}" : "";
        return reason.Code == "not-due" ? $"{count} for a retry{until}" : $"waiting: {Visible.Line(reason.Message)}";
    }

    private static string Finish(RunSummary run, RunActivity activity) =>
        RunOutlook.Guess(run, activity) is { } at
            ? $"{Figures.Instant(at)}, in {Figures.Remaining(at - activity.Now)}, at its pace so far"
            : "unknown";

    private static void WriteWorkers(Terminal terminal, RunActivity activity)
    {
        terminal.Say("");
        if (activity.Workers.Count == 0)
        {
            terminal.Say("No worker holds an item of it now.");
            return;
        }
        var table = new Listing("worker", "host", "shard", "#items", "since", "lease until");
        foreach (var worker in activity.Workers)
            table.Add(
                worker.Name,
                worker.Host,
                worker.Shard,
                worker.Items,
                (DateTimeOffset?)worker.Since,
                (DateTimeOffset?)worker.LeaseUntil
            );
        table.WriteTo(terminal.Output);
    }

    private static void WriteProgress(Terminal terminal, RunActivity activity)
    {
        if (activity.Progress.Count == 0)
            return;
        var table = new Listing("item execution", "#done", "said", "at");
        foreach (var item in activity.Progress)
            table.Add(item.ItemExecutionId.Value, Share(item), item.Message, (DateTimeOffset?)item.ReportedAt);
        terminal.Say("");
        table.WriteTo(terminal.Output);
    }

    /// <summary><c>50%</c>, or nothing.</summary>
    internal static string Share(ItemProgress progress) =>
        progress.Fraction is { } fraction
            ? Math.Floor(100 * fraction).ToString("0", CultureInfo.InvariantCulture) + "%"
            : Cell.Nothing;

    private static void Write(Terminal terminal, WaitingReason reason)
    {
        var count = reason.Items is { } items ? Count(items) + ": " : "";
        var until = reason.Until is { } at ? $", the first at {Figures.Instant(at)}" : "";
        terminal.Say($"Waiting ({reason.Code}): {count}{Visible.Line(reason.Message)}{until}");
        foreach (var refusal in reason.Refusals)
            terminal.Say($"  {Visible.Line(refusal.Worker)}: {Visible.Line(refusal.Refusal ?? "")}");
    }

    private static string Count(long items) =>
        items < RunActivity.CountLimit ? Figures.Items(items) : $"{Figures.Number(items)} items or more";
}
