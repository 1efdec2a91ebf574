using System.CommandLine;
using AutomationPlatform.Application.Privacy;
using AutomationPlatform.Cli.Batches;
using AutomationPlatform.Cli.Console;
using AutomationPlatform.Cli.Privacy;

namespace AutomationPlatform.Cli.Items;

/// <summary><c>apc items list</c>.</summary>
internal sealed class ItemsListCommand : ApcCommand
{
    private readonly Argument<string> automation = BatchArguments.Automation();
    private readonly Argument<string> batch = BatchArguments.Batch();
    private readonly Paging paging;
    private readonly Reveal reveal;

    internal ItemsListCommand()
        : base(
            "list",
            "List the items of a batch in their order, with their payloads.",
            new Example("apc items list 'Customer import' Q1-2024 --limit 10", "the first ten"),
            new Example("apc items list 'Customer import' Q1-2024 --json", "for scripts")
        )
    {
        Add(automation);
        Add(batch);
        paging = new Paging(this);
        reveal = new Reveal(this);
    }

    internal override async Task<int> ExecuteAsync(Invocation call, CancellationToken cancellationToken)
    {
        var definitions = (await call.OpenAsync(cancellationToken)).Definitions;
        var named = await definitions.GetAutomationAsync(
            call.Value(automation),
            includeInactive: true,
            cancellationToken
        );
        var found = await definitions.GetBatchAsync(named.Summary.Id, call.Value(batch), cancellationToken);
        var mask = await reveal.OfBatchAsync(call, found.Id, cancellationToken);
        var page = await definitions.ListItemsAsync(found.Id, paging.Of(call), cancellationToken);
        page = page with { Rows = [.. page.Rows.Select(item => item.Masked(mask))] };
        if (call.Json)
            call.WriteJson<IReadOnlyList<ItemDocument>>([.. page.Rows.Select(ItemDocument.Of)]);
        else if (page.Rows.Count == 0)
            call.Terminal.Note($"The batch '{found.Name}' has no items.");
        else
        {
            var table = new Listing("#sequence", "reference", "id", "payload");
            foreach (var item in page.Rows)
                table.Add(item.SequenceNumber, item.Reference, item.Id.Value, item.Payload);
            table.WriteTo(call.Terminal.Output);
        }
        Paging.Tell(call, page);
        return ExitCode.Done;
    }
}
