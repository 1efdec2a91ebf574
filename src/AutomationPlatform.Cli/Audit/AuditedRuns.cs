using AutomationPlatform.Application.Audit;
using AutomationPlatform.Cli.Console;

namespace AutomationPlatform.Cli.Audit;

/// <summary>How many runs stand how to their seals, in words.</summary>
internal static class AuditedRuns
{
    internal static string Of(AuditReport report) =>
        report.Runs.Count == 0
            ? "none"
            : string.Join(
                ", ",
                report
                    .Runs.OrderBy(state => state.Key)
                    .Select(state => $"{Figures.Number(state.Value)} {Said(state.Key)}")
            );

    private static string Said(AuditedState state) =>
        state switch
        {
            AuditedState.Sealed => "sealed",
            AuditedState.Open => "open (histories verified)",
            AuditedState.OpenAgain => "open again (histories verified, seals as links)",
            AuditedState.Unsealed => "ended and not sealed yet (a worker seals: apc worker --drain)",
            AuditedState.FromBefore => "ended before there were seals (not provable)",
            AuditedState.Archived => "archived (verify their files with --file)",
            _ => throw new ArgumentOutOfRangeException(nameof(state), state, "is no state"),
        };
}
