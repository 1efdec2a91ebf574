using System.CommandLine;
using AutomationPlatform.Application.Audit;
using AutomationPlatform.Cli.Batches;
using AutomationPlatform.Cli.Runs;

namespace AutomationPlatform.Cli.Automations;

/// <summary><c>apc automations pause</c>.</summary>
internal sealed class AutomationsPauseCommand : ApcCommand
{
    private readonly Argument<string> name = BatchArguments.Automation();
    private readonly Option<string> reason = RunArguments.Reason();

    internal AutomationsPauseCommand()
        : base(
            "pause",
            "Pause every run of an automation, those to come included: nothing is begun until it is resumed; "
                + "what has begun goes on to its end.",
            new Example(
                "apc automations pause 'Customer import' --reason 'registry is down'",
                "`resume` lets them go on"
            )
        )
    {
        Add(name);
        Add(reason);
    }

    internal override AuditAction? Audited => AuditActions.AutomationPause;

    internal override async Task<int> ExecuteAsync(Invocation call, CancellationToken cancellationToken)
    {
        var platform = await call.OpenAsync(cancellationToken);
        var found = (
            await platform.Definitions.GetAutomationAsync(call.Value(name), includeInactive: false, cancellationToken)
        ).Summary;
        await platform.Control.SetAutomationPausedAsync(
            found.Id,
            call.Required(reason),
            platform.Actor,
            cancellationToken
        );
        if (call.Json)
            call.WriteJson(AutomationDocument.Of(found with { Paused = true }));
        else
            call.Terminal.Say($"Automation '{found.Name}' is paused.");
        call.Terminal.Note($"Let it go on with: apc automations resume '{found.Name}'");
        return ExitCode.Done;
    }
}
