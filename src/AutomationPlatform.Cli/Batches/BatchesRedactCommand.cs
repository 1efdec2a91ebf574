using System.CommandLine;
using AutomationPlatform.Application.Audit;
using AutomationPlatform.Cli.Console;
using AutomationPlatform.Cli.Items;
using AutomationPlatform.Cli.Runs;

namespace AutomationPlatform.Cli.Batches;

/// <summary><c>apc batches redact</c>.</summary>
internal sealed class BatchesRedactCommand : ApcCommand
{
    private readonly Argument<string> automation = BatchArguments.Automation();
    private readonly Argument<string> batch = BatchArguments.Batch();
    private readonly Option<string> reason = RunArguments.Reason();
    private readonly Option<bool> dryRun = new("--dry-run") { Description = "Only say what would be erased" };
    private readonly Confirmation confirmation;

    internal BatchesRedactCommand()
        : base(
            "redact",
            "Erase the payload of a batch for good; its items keep theirs. The hash stays and proves what it was.",
            new Example(
                "apc batches redact 'Customer import' Q1-2024 --reason 'request 4711'",
                "asks first, on a terminal"
            )
        )
    {
        Add(automation);
        Add(batch);
        Add(reason);
        Add(dryRun);
        confirmation = new Confirmation(this);
    }

    internal override AuditAction? Audited => AuditActions.BatchRedact;

    internal override async Task<int> ExecuteAsync(Invocation call, CancellationToken cancellationToken)
    {
        var platform = await call.OpenAsync(cancellationToken);
        var owner = await platform.Definitions.GetAutomationAsync(
            call.Value(automation),
            includeInactive: true,
            cancellationToken
        );
        var found = await platform.Definitions.GetBatchAsync(owner.Summary.Id, call.Value(batch), cancellationToken);
        var erasure = await platform.Redaction.PlanBatchAsync(found.Id, cancellationToken);
        var isTrial = call.Value(dryRun);
        if (!isTrial)
        {
            var intent = $"Erases {Erasures.Words(erasure)} of batch '{found.Name}'. Nothing brings it back.";
            if (!await confirmation.AskAsync(call, intent, cancellationToken))
                return ExitCode.Interrupted;
            erasure = await platform.Redaction.RedactBatchAsync(
                found.Id,
                call.Required(reason),
                platform.Actor,
                cancellationToken
            );
        }
        Erasures.Tell(call, $"batch '{found.Name}'", found.Id.Value, erasure, isTrial);
        return ExitCode.Done;
    }
}
