using System.CommandLine;
using AutomationPlatform.Application;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Cli.Console;

namespace AutomationPlatform.Cli.Runs;

/// <summary><c>apc runs errors</c>.</summary>
internal sealed class RunsErrorsCommand : ApcCommand
{
    private readonly Argument<string> id = RunArguments.Id();
    private readonly Option<int?> limit = NumberOption.Create(
        "--limit",
        $"The most kinds of error (default {PageRequest.DefaultLimit})",
        least: 1,
        most: PageRequest.MaximumLimit
    );

    internal RunsErrorsCommand()
        : base(
            "errors",
            "Show what went wrong in a run: failures that look alike together, most frequent first.",
            new Example("apc runs errors 0199f3c2", "codes, messages, counts and an item of each"),
            new Example("apc runs errors 0199f3c2 --json", "for scripts, with fingerprints")
        )
    {
        Add(id);
        Add(limit);
    }

    internal override async Task<int> ExecuteAsync(Invocation call, CancellationToken cancellationToken)
    {
        var runs = (await call.OpenAsync(cancellationToken)).Runs;
        var run = await runs.ResolveAsync(call.Value(id), cancellationToken);
        var errors = await runs.ListErrorsAsync(run, call.Value(limit) ?? PageRequest.DefaultLimit, cancellationToken);
        if (call.Json)
            call.WriteJson<IReadOnlyList<RunErrorDocument>>([.. errors.Select(RunErrorDocument.Of)]);
        else if (errors.Count == 0)
            call.Terminal.Note($"No item of run {run} is FAILED.");
        else
            Table(errors).WriteTo(call.Terminal.Output);
        return ExitCode.Done;
    }

    /// <summary>The errors as a table; the summary of <c>apc run</c> shows the same.</summary>
    internal static Listing Table(IEnumerable<RunError> errors)
    {
        var table = new Listing("code", "#count", "message", "one of them");
        foreach (var error in errors)
            table.Add(
                new Cell(error.Code, IsWhole: true),
                error.Count,
                error.Message,
                error.FirstItemExecutionId.Value
            );
        return table;
    }
}
