using System.CommandLine;
using AutomationPlatform.Application.Audit;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Cli.Console;
using AutomationPlatform.Cli.Engines;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Cli.Runs;

/// <summary><c>apc runs cancel</c>.</summary>
internal sealed class RunsCancelCommand : ApcCommand
{
    private readonly Argument<string> id = RunArguments.Id();
    private readonly Option<string> reason = RunArguments.Reason();
    private readonly Confirmation confirmation;

    internal RunsCancelCommand()
        : base(
            "cancel",
            "Cancel a run: waiting items at once, running ones after their grace. Completed items stay.",
            new Example("apc runs cancel 0199f3c2 --reason 'wrong file'", "asks first, on a terminal"),
            new Example("apc runs cancel 0199f3c2 --reason 'wrong file' --yes", "does not ask")
        )
    {
        Add(id);
        Add(reason);
        confirmation = new Confirmation(this);
    }

    internal override AuditAction? Audited => AuditActions.RunCancel;

    internal override async Task<int> ExecuteAsync(Invocation call, CancellationToken cancellationToken)
    {
        var platform = await call.OpenAsync(cancellationToken);
        var run = await platform.Runs.GetAsync(
            await platform.Runs.ResolveAsync(call.Value(id), cancellationToken),
            cancellationToken
        );
        var waiting = run.Items.Pending + run.Items.Retrying;
        var intent =
            $"Cancels run {run.Id} of '{run.Automation}': {Figures.Items(waiting)} waiting, "
            + $"{Figures.Items(run.Items.Processing)} being done.";
        if (!await confirmation.AskAsync(call, intent, cancellationToken))
            return ExitCode.Interrupted;
        var cancelled = await CancelAsync(platform, run, call.Required(reason), cancellationToken);
        if (call.Json)
            call.WriteJson(new ChangedRunDocument(run.Id.Value, cancelled));
        else
            call.Terminal.Say($"{Figures.Items(cancelled)} cancelled.");
        if (run.Driver != RunDriver.Engine && run.Items.Processing > 0)
            call.Terminal.Note($"Items being done end within their grace; see: apc runs watch {run.Id}");
        await CancelledJobs.AskAsync(platform, call.Terminal, run, cancellationToken);
        return ExitCode.Done;
    }

    // What an engine drives ends when its job does there.
    private static async Task<long> CancelAsync(
        Platform platform,
        RunSummary run,
        string reason,
        CancellationToken cancellationToken
    )
    {
        if (run.Driver != RunDriver.Engine)
            return await platform.Control.CancelAsync(run.Id, reason, platform.Actor, cancellationToken);
        await platform.Delegates.CancelAsync(run.Id, reason, platform.Actor, cancellationToken);
        return 0;
    }
}
