using AutomationPlatform.Application.Audit;
using AutomationPlatform.Cli.Console;

namespace AutomationPlatform.Cli.Audit;

/// <summary>What a verification found, for people.</summary>
internal static class AuditReportView
{
    internal static void Write(Terminal terminal, AuditReport report)
    {
        foreach (var line in Lines(report))
            terminal.Say(line);
        if (report.NotLogged is { } why)
            terminal.Note($"not logged: {why}");
    }

    internal static IEnumerable<string> Lines(AuditReport report)
    {
        foreach (var finding in report.Findings)
            yield return $"WRONG {Visible.Line(finding.ToString())}";
        yield return $"Runs: {AuditedRuns.Of(report)}.";
        yield return $"Recomputed: {Figures.Count(report.Items, "item execution", "item executions")} with their items, "
            + $"{Figures.Count(report.HistoryRows, "row", "rows")} of history, "
            + $"{Figures.Count(report.Batches, "batch execution", "batch executions")}.";
        yield return $"Seals: {Figures.Number(report.Seals)}, {Figures.Number(report.Signed)} signatures checked"
            + (
                report.Signed == 0 && report.Seals > 0
                    ? "; unsigned seals prove order and wholeness, not who made them."
                    : "."
            );
        if (report.Entries is { } entries)
            yield return $"Log: {Figures.Count(entries, "entry", "entries")} in its chain.";
        if (report.Erased > 0)
            yield return $"Erased: {Figures.Count(report.Erased, "value", "values")}; their hashes stand.";
        if (report.Unhashed > 0)
            yield return $"From before there were hashes: parts of {Figures.Count(report.Unhashed, "item execution", "item executions")}; nothing proves them.";
        yield return $"Head: {report.Head}";
        yield return report.Findings.Count == 0
            ? "Everything is as it was recorded."
            : $"{Figures.Count(report.Findings.Count, "thing is", "things are")} not as recorded.";
    }
}
