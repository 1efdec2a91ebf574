using System.CommandLine;
using AutomationPlatform.Application.Audit;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Cli.Batches;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Cli.Runs;

/// <summary><c>apc runs start</c>.</summary>
internal sealed class RunsStartCommand : ApcCommand
{
    private readonly Argument<string> name = new("NAME") { Description = "The automation" };
    private readonly Option<string?> correlationId = RunArguments.CorrelationId();
    private readonly Option<int?> priority = RunArguments.Priority();
    private readonly Option<int?> maxAttempts = RunArguments.MaxAttempts();

    private readonly Option<string[]> batches = new("--batch")
    {
        Description = "Only this batch (default: all active batches)",
        HelpName = "NAME",
        DefaultValueFactory = _ => [],
    };

    internal RunsStartCommand()
        : base(
            "start",
            "Start a run for workers elsewhere; `apc run` starts one and works on it here.",
            new Example("apc runs start 'Customer import'", "over all active batches"),
            new Example("apc runs start 'Customer import' --batch Q1-2024 --json", "over one, for scripts")
        )
    {
        Add(name);
        Add(batches);
        Add(correlationId);
        Add(priority);
        Add(maxAttempts);
    }

    internal override AuditAction? Audited => AuditActions.RunStart;

    internal override async Task<int> ExecuteAsync(Invocation call, CancellationToken cancellationToken)
    {
        var platform = await call.OpenAsync(cancellationToken);
        var automation = await platform.Definitions.GetAutomationAsync(
            call.Value(name),
            includeInactive: false,
            cancellationToken
        );
        var chosen = await BatchChoice.ResolveAsync(
            platform.Definitions,
            automation.Summary.Id,
            call.Value(batches) ?? [],
            cancellationToken
        );
        var request = new StartRunRequest(automation, chosen, platform.Actor)
        {
            CorrelationId = call.Value(correlationId),
            Priority = call.Value(priority) ?? Run.DefaultPriority,
            MaxAttempts = call.Value(maxAttempts),
        };
        var run = await platform.StartAsync(request, cancellationToken);
        var started = await platform.Runs.GetAsync(run, cancellationToken);
        if (call.Json)
            call.WriteJson(RunDocument.Of(started));
        else
            RunView.Write(call.Terminal, started);
        NextSteps.After(started, call.Terminal);
        return ExitCode.Done;
    }
}
