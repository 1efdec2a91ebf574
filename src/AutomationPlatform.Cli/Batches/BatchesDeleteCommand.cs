using System.CommandLine;
using AutomationPlatform.Application.Audit;
using AutomationPlatform.Application.Privacy;
using AutomationPlatform.Cli.Console;

namespace AutomationPlatform.Cli.Batches;

/// <summary><c>apc batches delete</c>.</summary>
internal sealed class BatchesDeleteCommand : ApcCommand
{
    private readonly Argument<string> automation = BatchArguments.Automation();
    private readonly Argument<string> batch = BatchArguments.Batch();
    private readonly Option<bool> deactivate = new("--deactivate")
    {
        Description = "Keep it, but free its name and leave it out of new runs; for batches that runs refer to",
    };

    private readonly Confirmation confirmation;

    internal BatchesDeleteCommand()
        : base(
            "delete",
            "Delete a batch and its items. Refused while any run refers to it; --deactivate works then too.",
            new Example("apc batches delete 'Customer import' Q1-2024", "asks first, on a terminal"),
            new Example("apc batches delete 'Customer import' Q1-2024 --deactivate", "keeps it for its runs")
        )
    {
        Add(automation);
        Add(batch);
        Add(deactivate);
        confirmation = new Confirmation(this);
    }

    internal override AuditAction? Audited => AuditActions.BatchDelete;

    internal override async Task<int> ExecuteAsync(Invocation call, CancellationToken cancellationToken)
    {
        var platform = await call.OpenAsync(cancellationToken);
        var owner = await platform.Definitions.GetAutomationAsync(
            call.Value(automation),
            includeInactive: true,
            cancellationToken
        );
        var found = await platform.Definitions.GetBatchAsync(owner.Summary.Id, call.Value(batch), cancellationToken);
        var mask = await platform.Masks.OfBatchAsync(found.Id, cancellationToken);
        var isSoft = call.Value(deactivate);
        var verb = isSoft ? "Deactivates" : "Deletes";
        var intent = $"{verb} batch '{found.Name}' of '{owner.Summary.Name}' with {Figures.Items(found.Items)}.";
        if (!await confirmation.AskAsync(call, intent, cancellationToken))
            return ExitCode.Interrupted;
        await platform.UnitsOfWork.TransactionAsync(
            async (unitOfWork, token) =>
            {
                await unitOfWork.Batches.DeleteAsync(found.Id, isSoft, cancellationToken: token);
                return true;
            },
            platform.Actor,
            cancellationToken
        );
        if (call.Json)
            call.WriteJson(BatchDocument.Of(owner.Summary.Name, found.Masked(mask) with { IsActive = false }));
        else
            call.Terminal.Say($"Batch '{found.Name}' {(isSoft ? "deactivated" : "deleted")}.");
        return ExitCode.Done;
    }
}
