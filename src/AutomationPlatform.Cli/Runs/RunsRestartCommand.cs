using System.CommandLine;
using AutomationPlatform.Application.Audit;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Cli.Console;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Cli.Runs;

/// <summary><c>apc runs restart</c>.</summary>
internal sealed class RunsRestartCommand : ApcCommand
{
    private const string Failed = "failed";
    private const string Unfinished = "unfinished";

    private readonly Argument<string> id = RunArguments.Id();
    private readonly Option<int?> priority = NumberOption.Create(
        "--priority",
        "0 to 9, higher first (default: that of the run)",
        least: 0,
        most: 9
    );
    private readonly Option<int?> maxAttempts = RunArguments.MaxAttempts();
    private readonly Option<bool> dryRun = new("--dry-run") { Description = "Only say how many items it would be" };
    private readonly Confirmation confirmation;

    private readonly Option<string> scope = new("--scope")
    {
        Description = "failed: the items that failed; unfinished: those that were cancelled or skipped, too",
        HelpName = $"{Failed}|{Unfinished}",
        Required = true,
    };

    internal RunsRestartCommand()
        : base(
            "restart",
            "Start a new run of what an ended run left, by the automation's newest definition. "
                + "Items that were completed, by this run or a restart of it, are never repeated.",
            new Example("apc runs restart 0199f3c2 --scope failed", "then: apc worker --drain"),
            new Example("apc runs restart 0199f3c2 --scope unfinished --dry-run", "how many would it be?")
        )
    {
        Add(id);
        foreach (var option in (Option[])[scope, priority, maxAttempts, dryRun])
            Add(option);
        scope.AcceptOnlyFromAmong(Failed, Unfinished);
        confirmation = new Confirmation(this);
    }

    internal override AuditAction? Audited => AuditActions.RunRestart;

    internal override async Task<int> ExecuteAsync(Invocation call, CancellationToken cancellationToken)
    {
        var platform = await call.OpenAsync(cancellationToken);
        var parent = await platform.Runs.ResolveAsync(call.Value(id), cancellationToken);
        var chosen = call.Required(scope) == Failed ? RestartScope.Failed : RestartScope.Unfinished;
        var plan = await platform.Control.PlanRestartAsync(new RunRestart(parent, chosen), cancellationToken);
        if (call.Value(dryRun))
            return Tell(call, plan);
        var automation = await platform.Definitions.GetAutomationAsync(
            plan.AutomationId.ToString(),
            includeInactive: true,
            cancellationToken
        );
        var intent =
            $"Starts a new run of {Figures.Items(plan.Items)} that run {parent} of '{automation.Summary.Name}' left.";
        if (plan.Items > 0 && !await confirmation.AskAsync(call, intent, cancellationToken))
            return ExitCode.Interrupted;
        var request = new StartRunRequest(automation, [.. plan.Batches.Select(batch => batch.BatchId)], platform.Actor)
        {
            CorrelationId = plan.CorrelationId,
            Priority = call.Value(priority) ?? plan.Priority,
            MaxAttempts = call.Value(maxAttempts),
            Restart = plan.Restart,
        };
        var run = await platform.StartAsync(request, cancellationToken);
        return Tell(call, await platform.Runs.GetAsync(run, cancellationToken));
    }

    private static int Tell(Invocation call, RestartPlan plan)
    {
        if (call.Json)
            call.WriteJson(new ChangedRunDocument(plan.Restart.Parent.Value, plan.Items, DryRun: true));
        else
            call.Terminal.Say($"{Figures.Items(plan.Items)} would be in the new run.");
        return ExitCode.Done;
    }

    private static int Tell(Invocation call, RunSummary started)
    {
        if (call.Json)
            call.WriteJson(RunDocument.Of(started));
        else
            RunView.Write(call.Terminal, started);
        NextSteps.After(started, call.Terminal);
        return ExitCode.Done;
    }
}
