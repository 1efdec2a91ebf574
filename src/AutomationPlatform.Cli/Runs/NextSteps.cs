using AutomationPlatform.Application.Execution;
using AutomationPlatform.Cli.Console;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Cli.Runs;

/// <summary>Where to look next: the commands that tell more about a run, on standard error.</summary>
internal static class NextSteps
{
    /// <summary>Says them.</summary>
    /// <param name="run">The run.</param>
    /// <param name="terminal">Where to.</param>
    /// <param name="example">One of its failed items, whose story is worth a look.</param>
    internal static void After(RunSummary run, Terminal terminal, ItemExecutionId? example = null)
    {
        var steps = Of(run, example).ToList();
        var width = steps.Max(step => step.Command.Length);
        terminal.Note("");
        terminal.Note("Where to look next:");
        foreach (var (command, what) in steps)
            terminal.Note($"  {command.PadRight(width)}  {what}");
    }

    internal static IEnumerable<(string Command, string What)> Of(RunSummary run, ItemExecutionId? example)
    {
        if (run.Paused && run.Status.IsActive())
            yield return ($"apc runs resume {run.Id}", "let it go on");
        else if (run.Status.IsActive() && run.Driver == RunDriver.Workers)
            yield return ($"apc worker --run {run.Id} --drain", "work on it to its end");
        if (run.Status.IsActive())
            yield return (
                $"apc runs watch {run.Id}",
                run.Driver == RunDriver.Engine
                    ? "have it sent and observed, and see how far it is"
                    : "see how far it is"
            );
        if (run.Items.Failed > 0)
        {
            yield return ($"apc runs errors {run.Id}", "what went wrong, and how often");
            yield return ($"apc items find --run {run.Id} --status FAILED", "the items that failed");
            if (example is { } item)
                yield return ($"apc items history {item}", "the story of one of them");
            if (!run.Cancelling && run.Status != ExecutionStatus.Cancelled)
                yield return ($"apc runs retry {run.Id} --reason TEXT", "try them once more");
        }
        if (run.Status == ExecutionStatus.Cancelled)
            yield return ($"apc runs restart {run.Id} --scope unfinished", "do what is left in a new run");
        yield return ($"apc runs show {run.Id}", "the run");
        yield return ($"apc items find --run {run.Id}", "its items");
        if (run.Status.IsFinished())
            yield return ($"apc runs export {run.Id} --to FILE.csv", "every item with its result");
    }
}
