using System.CommandLine;
using AutomationPlatform.Application.Audit;
using AutomationPlatform.Cli.Console;

namespace AutomationPlatform.Cli.Runs;

/// <summary><c>apc runs pause</c>.</summary>
internal sealed class RunsPauseCommand : ApcCommand
{
    private readonly Argument<string> id = RunArguments.Id();
    private readonly Option<string> reason = RunArguments.Reason();

    internal RunsPauseCommand()
        : base(
            "pause",
            "Pause a run: nothing more of it is begun until it is resumed; what has begun goes on to its end.",
            new Example("apc runs pause 0199f3c2 --reason 'registry is being rebuilt'", "`runs resume` lets it go on")
        )
    {
        Add(id);
        Add(reason);
    }

    internal override AuditAction? Audited => AuditActions.RunPause;

    internal override async Task<int> ExecuteAsync(Invocation call, CancellationToken cancellationToken)
    {
        var platform = await call.OpenAsync(cancellationToken);
        var run = await platform.Runs.ResolveAsync(call.Value(id), cancellationToken);
        await platform.Control.SetPausedAsync(run, call.Required(reason), platform.Actor, cancellationToken);
        var paused = await platform.Runs.GetAsync(run, cancellationToken);
        if (call.Json)
            call.WriteJson(RunDocument.Of(paused));
        else
            call.Terminal.Say(
                $"Run {run} is paused with {Figures.Items(paused.Items.Pending + paused.Items.Retrying)} waiting."
            );
        if (paused.Items.Processing > 0)
            call.Terminal.Note($"{Figures.Items(paused.Items.Processing)} being done will be finished.");
        call.Terminal.Note($"Let it go on with: apc runs resume {run}");
        return ExitCode.Done;
    }
}
