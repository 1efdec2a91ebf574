using System.CommandLine;
using AutomationPlatform.Application.Audit;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Cli.Batches;
using AutomationPlatform.Cli.Console;
using AutomationPlatform.Cli.Runs;

namespace AutomationPlatform.Cli.Automations;

/// <summary><c>apc automations cancel</c>.</summary>
internal sealed class AutomationsCancelCommand : ApcCommand
{
    private readonly Argument<string> name = BatchArguments.Automation();
    private readonly Option<string> reason = RunArguments.Reason();
    private readonly Confirmation confirmation;

    internal AutomationsCancelCommand()
        : base(
            "cancel",
            "Cancel every open run of an automation: waiting items at once, running ones after their grace.",
            new Example("apc automations cancel 'Customer import' --reason 'wrong schema'", "asks first, on a terminal")
        )
    {
        Add(name);
        Add(reason);
        confirmation = new Confirmation(this);
    }

    internal override AuditAction? Audited => AuditActions.AutomationCancel;

    internal override async Task<int> ExecuteAsync(Invocation call, CancellationToken cancellationToken)
    {
        var platform = await call.OpenAsync(cancellationToken);
        var found = (
            await platform.Definitions.GetAutomationAsync(call.Value(name), includeInactive: true, cancellationToken)
        ).Summary;
        var plan = await platform.CancelAutomation.PlanAsync(found.Id, cancellationToken);
        var intent =
            $"Cancels {Runs(plan.Runs.Count)} of '{found.Name}': {Figures.Items(plan.Waiting)} waiting, "
            + $"{Figures.Items(plan.Processing)} being done.";
        if (!await confirmation.AskAsync(call, intent, cancellationToken))
            return ExitCode.Interrupted;
        var done = await platform.CancelAutomation.ExecuteAsync(
            plan,
            call.Required(reason),
            platform.Actor,
            cancellationToken
        );
        if (call.Json)
            call.WriteJson(new CancelledAutomationDocument(found.Id.Value, done.Runs, done.Items));
        else
            call.Terminal.Say($"{Runs(done.Runs)} and {Figures.Items(done.Items)} cancelled.");
        if (plan.Processing > 0)
            call.Terminal.Note("Items being done end within their grace; see: apc runs list --status PROCESSING");
        return ExitCode.Done;
    }

    private static string Runs(long count) => Figures.Count(count, "run", "runs");
}

/// <summary>What <c>automations cancel --json</c> says.</summary>
internal sealed record CancelledAutomationDocument(Guid AutomationId, int Runs, long Items);
