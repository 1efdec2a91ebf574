using System.CommandLine;
using AutomationPlatform.Application.Audit;
using AutomationPlatform.Cli.Console;

namespace AutomationPlatform.Cli.Runs;

/// <summary><c>apc runs retry</c>.</summary>
internal sealed class RunsRetryCommand : ApcCommand
{
    private readonly Argument<string> id = RunArguments.Id();
    private readonly Option<string> reason = RunArguments.Reason();
    private readonly Option<bool> dryRun = new("--dry-run") { Description = "Only say how many items it would be" };
    private readonly Confirmation confirmation;

    private readonly Option<string[]> codes = new("--code")
    {
        Description = "Only items that failed with this code; `apc runs errors` lists them",
        HelpName = "CODE",
        DefaultValueFactory = _ => [],
    };

    internal RunsRetryCommand()
        : base(
            "retry",
            "Try the failed items of a run once more. Completed items are never repeated.",
            new Example("apc runs retry 0199f3c2 --reason 'service is back'", "all that failed"),
            new Example("apc runs retry 0199f3c2 --code http:503 --reason 'service is back'", "only these"),
            new Example("apc runs retry 0199f3c2 --reason test --dry-run", "how many would it be?")
        )
    {
        Add(id);
        Add(codes);
        Add(reason);
        Add(dryRun);
        confirmation = new Confirmation(this);
    }

    internal override AuditAction? Audited => AuditActions.RunRetry;

    internal override async Task<int> ExecuteAsync(Invocation call, CancellationToken cancellationToken)
    {
        var platform = await call.OpenAsync(cancellationToken);
        var run = await platform.Runs.ResolveAsync(call.Value(id), cancellationToken);
        var chosen = call.Value(codes) ?? [];
        var count = await platform.Control.CountFailedAsync(run, chosen, cancellationToken);
        var isTrial = call.Value(dryRun);
        if (!isTrial)
        {
            var intent = $"Tries {Figures.Count(count, "failed item", "failed items")} of run {run} once more.";
            if (!await confirmation.AskAsync(call, intent, cancellationToken))
                return ExitCode.Interrupted;
            count = await platform.Control.RetryAsync(
                run,
                chosen,
                call.Required(reason),
                platform.Actor,
                cancellationToken
            );
        }
        if (call.Json)
            call.WriteJson(new ChangedRunDocument(run.Value, count, isTrial));
        else
            call.Terminal.Say($"{Figures.Items(count)} {(isTrial ? "would be tried" : "to be tried")} again.");
        if (count > 0 && !isTrial)
            call.Terminal.Note($"Work on it with: apc worker --run {run} --drain");
        return ExitCode.Done;
    }
}
