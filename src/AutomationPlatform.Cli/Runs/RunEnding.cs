using AutomationPlatform.Application.Execution;
using AutomationPlatform.Cli.Console;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Cli.Runs;

/// <summary>What is said at the end of a run that was worked on or watched, and the exit code it gives.</summary>
internal static class RunEnding
{
    /// <summary>The kinds of error that the summary shows: 5.</summary>
    internal const int TopErrors = 5;

    /// <summary>Prints the summary or the document.</summary>
    /// <param name="call">The terminal and whether a document is wanted.</param>
    /// <param name="runs">Where errors are read.</param>
    /// <param name="run">The run as it ended or was paused.</param>
    /// <param name="rejected">How many rows the imports refused; null when nothing was imported here.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    internal static async Task<int> ReportAsync(
        Invocation call,
        IRunReader runs,
        RunSummary run,
        long? rejected,
        CancellationToken cancellationToken
    )
    {
        if (call.Json && rejected is { } count)
            call.WriteJson(EndedRunDocument.Of(run, count));
        else if (call.Json)
            call.WriteJson(RunDocument.Of(run));
        else
            await WriteAsync(call.Terminal, runs, run, rejected ?? 0, cancellationToken);
        return Exit(run, call.Terminal);
    }

    private static async Task WriteAsync(
        Terminal terminal,
        IRunReader runs,
        RunSummary run,
        long rejected,
        CancellationToken cancellationToken
    )
    {
        RunView.WriteBatches(terminal, run);
        var errors = run.Items.Failed > 0 ? await runs.ListErrorsAsync(run.Id, TopErrors, cancellationToken) : [];
        if (errors.Count > 0)
        {
            terminal.Say("");
            RunsErrorsCommand.Table(errors).WriteTo(terminal.Output);
        }
        terminal.Say("");
        terminal.Say(Sentence(run, rejected, terminal.Clock.GetUtcNow()));
        NextSteps.After(run, terminal, errors.Count > 0 ? errors[0].FirstItemExecutionId : null);
    }

    /// <summary>The run in one sentence: <c>Run … COMPLETED: 200 items in 2.1s, 95.2/s.</c></summary>
    internal static string Sentence(RunSummary run, long rejected, DateTimeOffset now)
    {
        var sentence = $"Run {run.Id} {run.Status.Name()}: {Figures.Items(run.Items.Total)}";
        if (run.Elapsed(now) is { } elapsed)
            sentence += $" in {Figures.Duration(elapsed)}";
        if (run.Elapsed(now) is { TotalSeconds: > 0 } positive && run.Items.Finished > 0)
            sentence += $", {Figures.Rate(run.Items.Finished / positive.TotalSeconds)}";
        if (rejected > 0)
            sentence += $"; {Figures.Count(rejected, "row was", "rows were")} rejected at import";
        if ((run.ErrorSummary ?? run.CancellationReason) is { Length: > 0 } why)
            sentence += $"; {why}";
        return sentence.EndsWith('.') ? sentence : sentence + ".";
    }

    private static int Exit(RunSummary run, Terminal terminal)
    {
        if (run.Status.IsFinished())
            return ExitCode.Of(run.Status);
        terminal.Note($"paused: {run.PauseReason ?? "the automation is paused"}");
        terminal.Note($"Let it go on with: apc runs resume {run.Id}");
        return ExitCode.Paused;
    }
}
