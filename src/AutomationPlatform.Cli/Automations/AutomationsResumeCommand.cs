using System.CommandLine;
using AutomationPlatform.Application.Audit;
using AutomationPlatform.Cli.Batches;

namespace AutomationPlatform.Cli.Automations;

/// <summary><c>apc automations resume</c>.</summary>
internal sealed class AutomationsResumeCommand : ApcCommand
{
    private readonly Argument<string> name = BatchArguments.Automation();
    private readonly Option<string?> reason = new("--reason")
    {
        Description = "Why, for who reads the command; a pause keeps its reason, its end needs none",
        HelpName = "TEXT",
    };

    internal AutomationsResumeCommand()
        : base(
            "resume",
            "Let the runs of a paused automation go on. Runs that were paused themselves stay so.",
            new Example("apc automations resume 'Customer import'", "once the cause is mended")
        )
    {
        Add(name);
        Add(reason);
    }

    internal override AuditAction? Audited => AuditActions.AutomationResume;

    internal override async Task<int> ExecuteAsync(Invocation call, CancellationToken cancellationToken)
    {
        var platform = await call.OpenAsync(cancellationToken);
        var found = (
            await platform.Definitions.GetAutomationAsync(call.Value(name), includeInactive: false, cancellationToken)
        ).Summary;
        await platform.Control.SetAutomationPausedAsync(found.Id, reason: null, platform.Actor, cancellationToken);
        if (call.Json)
            call.WriteJson(AutomationDocument.Of(found with { Paused = false }));
        else
            call.Terminal.Say($"Automation '{found.Name}' goes on.");
        call.Terminal.Note("Work on its runs with: apc worker --drain");
        return ExitCode.Done;
    }
}
