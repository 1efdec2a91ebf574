using AutomationPlatform.Application.Retention;
using AutomationPlatform.Cli.Console;

namespace AutomationPlatform.Cli.Database;

/// <summary>Shows what left, or would leave.</summary>
internal static class ArchiveView
{
    /// <summary><c>1 run</c>, <c>2 runs</c>.</summary>
    internal static string Runs(long count) => Figures.Count(count, "run", "runs");

    /// <summary>What would leave.</summary>
    internal static void Show(Invocation call, ArchivableRuns plan)
    {
        var runs = plan.Runs.SelectMany(chain => chain).ToList();
        if (call.Json)
            call.WriteJson(
                new ArchiveDocument(
                    [.. runs.Select(run => new ArchivedRunDocument(run.Run.Value, null, null, null, run.Items, null))],
                    plan.Unsealed,
                    plan.Chained,
                    Changed: 0,
                    DryRun: true
                )
            );
        else
        {
            var table = new Listing("run", "automation", "finished", "#items");
            foreach (var run in runs)
                table.Add(run.Run.Value, run.Automation, run.FinishedAt, run.Items);
            if (runs.Count > 0)
                table.WriteTo(call.Terminal.Output);
            call.Terminal.Note($"{Runs(runs.Count)} would leave.");
        }
        Stay(call, plan.Unsealed, plan.Chained, changed: 0);
    }

    /// <summary>What left.</summary>
    internal static void Show(Invocation call, string directory, ArchiveReport report)
    {
        if (call.Json)
            call.WriteJson(
                new ArchiveDocument(
                    [
                        .. report.Archived.Select(run => new ArchivedRunDocument(
                            run.Run.Value,
                            Path.Combine(directory, run.FileName),
                            Convert.ToHexStringLower(run.Sha256),
                            run.Bytes,
                            run.Items,
                            run.HistoryRows
                        )),
                    ],
                    report.Unsealed,
                    report.Chained,
                    report.Changed,
                    DryRun: false
                )
            );
        else
        {
            var bytes = Figures.Size(report.Archived.Sum(run => run.Bytes));
            call.Terminal.Say(
                $"{Runs(report.Archived.Count)} with {Figures.Items(report.Archived.Sum(run => run.Items))} left for {directory} ({bytes})."
            );
        }
        Stay(call, report.Unsealed, report.Chained, report.Changed);
    }

    private static void Stay(Invocation call, long unsealed, long chained, long changed)
    {
        if (unsealed > 0)
            call.Terminal.Note($"{Runs(unsealed)} stay: not sealed as they stand.");
        if (chained > 0)
            call.Terminal.Note($"{Runs(chained)} stay: in a chain of restarts with one that stays.");
        if (changed > 0)
            call.Terminal.Note($"{Runs(changed)} changed meanwhile; the next call takes them.");
    }
}
