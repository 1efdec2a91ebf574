using AutomationPlatform.Application.Audit;

namespace AutomationPlatform.Cli.Audit;

/// <summary>What <c>audit verify --json</c> says.</summary>
internal sealed record AuditReportDocument(
    bool Whole,
    string Head,
    IReadOnlyDictionary<string, long> Runs,
    long Batches,
    long ItemExecutions,
    long HistoryRows,
    long Erased,
    long Unhashed,
    long Seals,
    long Signatures,
    long? LogEntries,
    IReadOnlyList<AuditFinding> Findings,
    string? NotLogged
)
{
    internal static AuditReportDocument Of(AuditReport report) =>
        new(
            report.Findings.Count == 0,
            report.Head.ToString(),
            report.Runs.ToDictionary(state => Name(state.Key), state => state.Value),
            report.Batches,
            report.Items,
            report.HistoryRows,
            report.Erased,
            report.Unhashed,
            report.Seals,
            report.Signed,
            report.Entries,
            report.Findings,
            report.NotLogged
        );

    private static string Name(AuditedState state) =>
        System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(state.ToString());
}
