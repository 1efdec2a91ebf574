using System.CommandLine;
using AutomationPlatform.Application.Audit;
using AutomationPlatform.Cli.Batches;

namespace AutomationPlatform.Cli.Automations;

/// <summary><c>apc automations activate</c>.</summary>
internal sealed class AutomationsActivateCommand : ApcCommand
{
    private readonly Argument<string> name = BatchArguments.Automation();

    internal AutomationsActivateCommand()
        : base(
            "activate",
            "Take a deactivated automation back. Several of the name? Give the id.",
            new Example("apc automations activate 'Customer import'", "runs can be started again")
        ) => Add(name);

    internal override AuditAction? Audited => AuditActions.AutomationActivate;

    internal override async Task<int> ExecuteAsync(Invocation call, CancellationToken cancellationToken)
    {
        var platform = await call.OpenAsync(cancellationToken);
        var found = (
            await platform.Definitions.GetAutomationAsync(call.Value(name), includeInactive: true, cancellationToken)
        ).Summary;
        if (!found.IsActive)
            await platform.UnitsOfWork.TransactionAsync(
                async (work, token) =>
                {
                    var automation = await work.Automations.GetOrThrowAsync(found.Id, includeSoftDeleted: true, token);
                    automation.Activate(call.Clock.GetUtcNow());
                    await work.Automations.UpdateAsync(automation, token);
                    return true;
                },
                platform.Actor,
                cancellationToken
            );
        if (call.Json)
            call.WriteJson(AutomationDocument.Of(found with { IsActive = true }));
        else
            call.Terminal.Say($"Automation '{found.Name}' is active.");
        return ExitCode.Done;
    }
}
