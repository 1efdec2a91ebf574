using System.CommandLine;
using AutomationPlatform.Application.Audit;

namespace AutomationPlatform.Cli.Runs;

/// <summary><c>apc runs resume</c>: the way out of the pause that a service's refusal made.</summary>
internal sealed class RunsResumeCommand : ApcCommand
{
    private readonly Argument<string> id = RunArguments.Id();

    internal RunsResumeCommand()
        : base(
            "resume",
            "Let a paused run go on; a run pauses by itself when a service refuses every item (401, 403, 404, 405).",
            new Example("apc runs resume 0199f3c2", "once the cause is mended")
        ) => Add(id);

    internal override AuditAction? Audited => AuditActions.RunResume;

    internal override async Task<int> ExecuteAsync(Invocation call, CancellationToken cancellationToken)
    {
        var platform = await call.OpenAsync(cancellationToken);
        var run = await platform.Runs.ResolveAsync(call.Value(id), cancellationToken);
        await platform.Control.SetPausedAsync(run, reason: null, platform.Actor, cancellationToken);
        var resumed = await platform.Runs.GetAsync(run, cancellationToken);
        if (call.Json)
            call.WriteJson(RunDocument.Of(resumed));
        else
            call.Terminal.Say($"Run {run} goes on.");
        call.Terminal.Note($"Work on it with: apc worker --run {run} --drain");
        return ExitCode.Done;
    }
}
