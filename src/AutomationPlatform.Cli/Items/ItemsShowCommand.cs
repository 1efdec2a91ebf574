using System.CommandLine;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Application.Privacy;
using AutomationPlatform.Cli.Console;
using AutomationPlatform.Cli.Privacy;
using AutomationPlatform.Cli.Runs;

namespace AutomationPlatform.Cli.Items;

/// <summary><c>apc items show</c>.</summary>
internal sealed class ItemsShowCommand : ApcCommand
{
    private readonly Argument<string> id = ItemArguments.Id();
    private readonly Reveal reveal;

    internal ItemsShowCommand()
        : base(
            "show",
            "Show an item as a run did it: status, attempts, payload, result or error.",
            new Example("apc items show 0199f3c2-6f1e", "one execution, or every one of an item"),
            new Example("apc items show 0199f3c2-6f1e --json", "for scripts; an array for an item's id")
        )
    {
        Add(id);
        reveal = new Reveal(this);
    }

    internal override async Task<int> ExecuteAsync(Invocation call, CancellationToken cancellationToken)
    {
        var runs = (await call.OpenAsync(cancellationToken)).Runs;
        var items = new List<ItemExecutionDetails>();
        foreach (var item in await runs.GetItemAsync(call.Value(id), cancellationToken))
            items.Add(item.Masked(await reveal.OfRunAsync(call, item.Summary.RunId, cancellationToken)));
        if (!call.Json)
            WriteAll(call.Terminal, items);
        else if (items is [var only] && Names(only, call.Value(id)))
            call.WriteJson(ItemExecutionDocument.Of(only));
        else
            call.WriteJson<IReadOnlyList<ItemExecutionDocument>>([.. items.Select(ItemExecutionDocument.Of)]);
        return ExitCode.Done;
    }

    // Whether the id is that of the execution itself; an item's id always gives an array, however many it has.
    private static bool Names(ItemExecutionDetails item, string part)
    {
        var whole = item.Summary.Id.ToString();
        return whole.StartsWith(part, StringComparison.OrdinalIgnoreCase)
            || whole.EndsWith(part, StringComparison.OrdinalIgnoreCase);
    }

    private static void WriteAll(Terminal terminal, List<ItemExecutionDetails> items)
    {
        foreach (var item in items)
        {
            if (item != items[0])
                terminal.Say("");
            Write(terminal, item);
        }
        terminal.Note("");
        terminal.Note($"Its story: apc items history {items[0].Summary.Id}");
    }

    private static void Write(Terminal terminal, ItemExecutionDetails item)
    {
        var summary = item.Summary;
        new Fieldset()
            .Add("Item execution", summary.Id.Value)
            .Add("Item", $"{item.ItemId} (#{summary.SequenceNumber} of batch '{summary.Batch}')")
            .AddIf("Reference", summary.Reference)
            .Add("Run", $"{summary.RunId} of '{item.Automation}'")
            .Add("Status", Statuses.Cell(summary.Status))
            .Add("Attempts", Attempts(item))
            .Add("Started", item.StartedAt)
            .Add("Finished", item.FinishedAt)
            .AddIf("Tried again", item.DueAt is { } due ? Figures.Instant(due) : null)
            .AddIf("Progress", item.Progress is { } said ? Said(said) : null)
            .AddIf("Error code", summary.ErrorCode)
            .AddIf("Error", summary.ErrorMessage)
            .AddIf("Payload", item.Payload)
            .AddIf("Result", item.Result)
            .AddIf("Redacted", item.Redaction is { } erased ? Said(erased) : null)
            .WriteTo(terminal.Output);
        LateAnswers.Write(terminal, item);
    }

    private static string Said(Redaction erased) => $"{Figures.Instant(erased.At)} by {erased.By}: {erased.Reason}";

    private static string Said(ItemProgress progress) =>
        string.Join(
            ", ",
            [
                .. progress.Fraction is null ? [] : (string[])[ActivityView.Share(progress)],
                .. progress.Message is { } message ? (string[])[message] : [],
                Figures.Instant(progress.ReportedAt),
            ]
        );

    private static string Attempts(ItemExecutionDetails item)
    {
        var attempts = $"{item.Summary.AttemptCount} of {item.MaxAttempts ?? 1}";
        if (item.LostCount > 0)
            attempts += $", lost {item.LostCount}";
        return item.ReleasedCount > 0 ? $"{attempts}, given back {item.ReleasedCount}" : attempts;
    }
}
