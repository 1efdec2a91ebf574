using System.CommandLine;
using AutomationPlatform.Application;
using AutomationPlatform.Application.Definition;
using AutomationPlatform.Application.Privacy;
using AutomationPlatform.Cli.Console;

namespace AutomationPlatform.Cli.Batches;

/// <summary><c>apc batches list</c>.</summary>
internal sealed class BatchesListCommand : ApcCommand
{
    private readonly Argument<string> automation = BatchArguments.Automation();
    private readonly Option<bool> all = new("--all") { Description = "Deactivated ones too" };
    private readonly Paging paging;

    internal BatchesListCommand()
        : base(
            "list",
            "List the batches of an automation, newest first.",
            new Example("apc batches list 'Customer import'", "the active ones")
        )
    {
        Add(automation);
        Add(all);
        paging = new Paging(this);
    }

    internal override async Task<int> ExecuteAsync(Invocation call, CancellationToken cancellationToken)
    {
        var definitions = (await call.OpenAsync(cancellationToken)).Definitions;
        var owner = (
            await definitions.GetAutomationAsync(call.Value(automation), includeInactive: true, cancellationToken)
        ).Summary;
        var page = await definitions.ListBatchesAsync(owner.Id, call.Value(all), paging.Of(call), cancellationToken);
        if (call.Json)
            call.WriteJson<IReadOnlyList<BatchDocument>>(
                await DocumentsAsync(call, owner.Name, page, cancellationToken)
            );
        else if (page.Rows.Count == 0)
            call.Terminal.Note($"No batches yet. Import one with: apc import '{owner.Name}' FILE --batch NAME");
        else
            Table(page.Rows).WriteTo(call.Terminal.Output);
        Paging.Tell(call, page);
        return ExitCode.Done;
    }

    private static async Task<List<BatchDocument>> DocumentsAsync(
        Invocation call,
        string automation,
        Page<BatchSummary> page,
        CancellationToken cancellationToken
    )
    {
        var masks = (await call.OpenAsync(cancellationToken)).Masks;
        List<BatchDocument> documents = [];
        foreach (var batch in page.Rows)
        {
            var mask = batch.Payload is null ? PayloadMask.None : await masks.OfBatchAsync(batch.Id, cancellationToken);
            documents.Add(BatchDocument.Of(automation, batch.Masked(mask)));
        }
        return documents;
    }

    private static Listing Table(IReadOnlyList<BatchSummary> batches)
    {
        var table = new Listing("name", "#items", "id", "created", "by", "active");
        foreach (var batch in batches)
            table.Add(
                batch.Name,
                batch.Items,
                batch.Id.Value,
                batch.CreatedAt,
                batch.CreatedBy,
                batch.IsActive ? "yes" : "no"
            );
        return table;
    }
}
