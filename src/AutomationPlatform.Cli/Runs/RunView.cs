using AutomationPlatform.Application.Execution;
using AutomationPlatform.Cli.Console;

namespace AutomationPlatform.Cli.Runs;

/// <summary>A run as people see it.</summary>
internal static class RunView
{
    /// <summary>The status with what else is to be known of it.</summary>
    internal static Cell Status(RunSummary run) =>
        Statuses.Cell(
            run.Status,
            run.Cancelling ? "cancelling"
                : run.ThresholdReason is not null ? "stopping"
                : run.Paused ? "paused"
                : null
        );

    /// <summary>From the start to the end or to now.</summary>
    internal static Cell Took(RunSummary run, DateTimeOffset now) =>
        new(run.Elapsed(now) is { } elapsed ? Figures.Duration(elapsed) : Cell.Nothing, IsWhole: true);

    /// <summary>Everything about a run.</summary>
    internal static void Write(Terminal terminal, RunSummary run)
    {
        new Fieldset()
            .Add("Run", run.Id.Value)
            .Add("Automation", $"{run.Automation} (definition {run.DefinitionNumber})")
            .Add("Status", Status(run))
            .AddIf("Error", run.ErrorSummary)
            .AddIf("Stopping because", run.ThresholdReason)
            .AddIf("Cancelled because", run.CancellationReason)
            .AddIf("Paused because", run.PauseReason)
            .AddIf("Correlation id", run.CorrelationId)
            .AddIf("Restarts", run.ParentRunId?.ToString())
            .Add("Priority", run.Priority)
            .Add("Created", $"{Figures.Instant(run.CreatedAt)} by {run.CreatedBy ?? Cell.Nothing}")
            .Add("Started", run.StartedAt)
            .Add("Finished", run.FinishedAt)
            .Add("Took", Took(run, terminal.Clock.GetUtcNow()))
            .WriteTo(terminal.Output);
        WriteBatches(terminal, run);
    }

    /// <summary>The batches and how their items stand, and the sum where there are several.</summary>
    internal static void WriteBatches(Terminal terminal, RunSummary run)
    {
        var table = new Listing(
            "batch",
            "status",
            "#items",
            "#completed",
            "#failed",
            "#cancelled",
            "#skipped",
            "#pending",
            "#processing",
            "#retrying"
        );
        foreach (var batch in run.Batches)
            Add(table, batch.Name, Statuses.Cell(batch.Status), batch.Items);
        if (run.Batches.Count != 1)
            Add(table, "all", Statuses.Cell(run.Status), run.Items);
        terminal.Say("");
        table.WriteTo(terminal.Output);
    }

    private static void Add(Listing table, string name, Cell status, ItemCounts items) =>
        table.Add(
            name,
            status,
            items.Total,
            items.Completed,
            items.Failed,
            items.Cancelled,
            items.Skipped,
            items.Pending,
            items.Processing,
            items.Retrying
        );
}
