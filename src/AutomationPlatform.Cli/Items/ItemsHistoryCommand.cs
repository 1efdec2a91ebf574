using System.CommandLine;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Application.Privacy;
using AutomationPlatform.Cli.Console;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Cli.Items;

/// <summary><c>apc items history</c>.</summary>
internal sealed class ItemsHistoryCommand : ApcCommand
{
    private readonly Argument<string> id = ItemArguments.Id();

    internal ItemsHistoryCommand()
        : base(
            "history",
            "Tell the story of an item: every status change, when, by whom, and why.",
            new Example("apc items history 0199f3c2-6f1e", "one execution, or every one of an item"),
            new Example("apc items history 0199f3c2-6f1e --json", "for scripts")
        ) => Add(id);

    internal override async Task<int> ExecuteAsync(Invocation call, CancellationToken cancellationToken)
    {
        var platform = await call.OpenAsync(cancellationToken);
        var runs = platform.Runs;
        var documents = new List<HistoryDocument>();
        foreach (var item in await runs.GetItemAsync(call.Value(id), cancellationToken))
        {
            var mask = await platform.Masks.OfRunAsync(item.Summary.RunId, cancellationToken);
            var sensitive = mask.TextsOf(item.Payload, batch: null);
            var stored = await runs.ListHistoryAsync(item.Summary.Id, cancellationToken);
            List<HistoryEntry> history = [.. stored.Select(entry => entry.Masked(sensitive))];
            documents.AddRange(history.Select(entry => HistoryDocument.Of(item.Summary, entry)));
            if (!call.Json)
                Write(call.Terminal, item, history);
        }
        if (call.Json)
            call.WriteJson<IReadOnlyList<HistoryDocument>>(documents);
        return ExitCode.Done;
    }

    private static void Write(Terminal terminal, ItemExecutionDetails item, List<HistoryEntry> history)
    {
        terminal.Say(
            $"Item {item.ItemId} (#{item.Summary.SequenceNumber} of batch '{item.Summary.Batch}') "
                + $"in run {item.Summary.RunId}: {item.Summary.Status.Name()}"
        );
        if (history.Count == 0)
            terminal.Note("  It has not begun: its history is empty.");
        else
            Table(history).WriteTo(terminal.Output);
        LateAnswers.Write(terminal, item);
        terminal.Say("");
    }

    private static Listing Table(IReadOnlyList<HistoryEntry> history)
    {
        var table = new Listing("#version", "from", "to", "changed", "#attempt", "actor", "code", "message", "reason");
        foreach (var entry in history)
            table.Add(
                entry.Version,
                Statuses.Cell(entry.PreviousStatus),
                Statuses.Cell(entry.NewStatus),
                new Cell(InstantConverter.Text(entry.ChangedAt), IsWhole: true),
                entry.Attempt,
                entry.Actor,
                entry.Code,
                entry.Message,
                entry.Reason
            );
        return table;
    }
}
