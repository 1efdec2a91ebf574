using System.CommandLine;
using AutomationPlatform.Application.Definition;
using AutomationPlatform.Application.Privacy;
using AutomationPlatform.Cli.Console;
using AutomationPlatform.Cli.Privacy;

namespace AutomationPlatform.Cli.Batches;

/// <summary><c>apc batches show</c>.</summary>
internal sealed class BatchesShowCommand : ApcCommand
{
    private readonly Argument<string> automation = BatchArguments.Automation();
    private readonly Argument<string> batch = BatchArguments.Batch();
    private readonly Reveal reveal;

    internal BatchesShowCommand()
        : base(
            "show",
            "Show a batch: its payload, how many items it has, and what it was imported from.",
            new Example("apc batches show 'Customer import' Q1-2024", "one batch")
        )
    {
        Add(automation);
        Add(batch);
        reveal = new Reveal(this);
    }

    internal override async Task<int> ExecuteAsync(Invocation call, CancellationToken cancellationToken)
    {
        var definitions = (await call.OpenAsync(cancellationToken)).Definitions;
        var owner = (
            await definitions.GetAutomationAsync(call.Value(automation), includeInactive: true, cancellationToken)
        ).Summary;
        var stored = await definitions.GetBatchAsync(owner.Id, call.Value(batch), cancellationToken);
        var found = stored.Masked(await reveal.OfBatchAsync(call, stored.Id, cancellationToken));
        if (call.Json)
            call.WriteJson(BatchDocument.Of(owner.Name, found));
        else
            Write(call.Terminal, owner.Name, found);
        return ExitCode.Done;
    }

    private static void Write(Terminal terminal, string automation, BatchSummary batch)
    {
        new Fieldset()
            .Add("Batch", batch.Name)
            .Add("Id", batch.Id.Value)
            .Add("Automation", automation)
            .Add("Items", batch.Items)
            .AddIf("Payload", batch.Payload)
            .AddIf("Checked against", batch.DefinitionNumber is { } number ? $"definition {number}" : null)
            .AddIf("Content (SHA-256)", batch.ContentHash)
            .Add("Created", $"{Figures.Instant(batch.CreatedAt)} by {batch.CreatedBy ?? Cell.Nothing}")
            .AddIf("Active", batch.IsActive ? null : "no")
            .WriteTo(terminal.Output);
        terminal.Note("");
        terminal.Note($"Its items: apc items list '{automation}' '{batch.Name}'");
    }
}
