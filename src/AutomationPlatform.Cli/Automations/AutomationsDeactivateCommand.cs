using System.CommandLine;
using AutomationPlatform.Application.Audit;
using AutomationPlatform.Cli.Batches;

namespace AutomationPlatform.Cli.Automations;

/// <summary><c>apc automations deactivate</c>.</summary>
internal sealed class AutomationsDeactivateCommand : ApcCommand
{
    private readonly Argument<string> name = BatchArguments.Automation();

    internal AutomationsDeactivateCommand()
        : base(
            "deactivate",
            "Take an automation out of use: its name is free again, its runs and histories stay. Refused while a run is unfinished.",
            new Example("apc automations deactivate 'Customer import'", "`activate` takes it back")
        ) => Add(name);

    internal override AuditAction? Audited => AuditActions.AutomationDeactivate;

    internal override async Task<int> ExecuteAsync(Invocation call, CancellationToken cancellationToken)
    {
        var platform = await call.OpenAsync(cancellationToken);
        var found = (
            await platform.Definitions.GetAutomationAsync(call.Value(name), includeInactive: false, cancellationToken)
        ).Summary;
        await platform.UnitsOfWork.TransactionAsync(
            async (work, token) =>
            {
                await work.Automations.DeleteAsync(found.Id, soft: true, cancellationToken: token);
                return true;
            },
            platform.Actor,
            cancellationToken
        );
        if (call.Json)
            call.WriteJson(AutomationDocument.Of(found with { IsActive = false }));
        else
            call.Terminal.Say($"Automation '{found.Name}' is deactivated ({found.Id}).");
        return ExitCode.Done;
    }
}
