using AutomationPlatform.Domain.Execution;
using Spectre.Console;

namespace AutomationPlatform.Cli.Console;

/// <summary>Statuses as they are shown: in capitals, in a colour of their own.</summary>
internal static class Statuses
{
    internal static Cell Cell(ExecutionStatus status, string? remark = null) =>
        new(remark is null ? status.Name() : $"{status.Name()} ({remark})", ColorOf(status), IsWhole: true);

    private static Color ColorOf(ExecutionStatus status) =>
        status switch
        {
            ExecutionStatus.Completed => Color.Green,
            ExecutionStatus.Failed => Color.Red,
            ExecutionStatus.Cancelled or ExecutionStatus.Skipped => Color.Grey,
            ExecutionStatus.Retrying => Color.Yellow,
            ExecutionStatus.Processing => Color.Blue,
            _ => Color.Default,
        };
}
