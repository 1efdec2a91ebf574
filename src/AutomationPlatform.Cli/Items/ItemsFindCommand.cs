using System.CommandLine;
using AutomationPlatform.Application;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Cli.Console;
using AutomationPlatform.Cli.Privacy;
using AutomationPlatform.Cli.Runs;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Cli.Items;

/// <summary><c>apc items find</c>.</summary>
internal sealed class ItemsFindCommand : ApcCommand
{
    private readonly Option<string?> run = Text("--run", "ID", "Of this run");
    private readonly Option<string?> status = RunArguments.Status();
    private readonly Option<string?> code = Text("--code", "CODE", "Failed with this code");
    private readonly Option<string?> reference = Text("--reference", "REF", "Of the item with this reference");
    private readonly Option<string?> text = Text(
        "--text",
        "TEXT",
        "Whose payload or error message contains this, whatever its case"
    );

    private readonly Paging paging;
    private readonly Reveal reveal;

    internal ItemsFindCommand()
        : base(
            "find",
            "Find item executions by run, status, error code, reference or text.",
            new Example("apc items find --run 0199f3c2 --status FAILED", "what failed in a run"),
            new Example("apc items find --reference C-1042", "a customer, in every run"),
            new Example("apc items find --run 0199f3c2 --text zürich", "by its payload or error")
        )
    {
        foreach (var option in (Option[])[run, status, code, reference, text])
            Add(option);
        paging = new Paging(this);
        reveal = new Reveal(this);
    }

    internal override async Task<int> ExecuteAsync(Invocation call, CancellationToken cancellationToken)
    {
        if (call.Value(run) is null && call.Value(reference) is null && call.Value(text) is null)
            throw new UsageException("items find needs --run, --reference or --text; see `apc items find --help`");
        var runs = (await call.OpenAsync(cancellationToken)).Runs;
        RunId? ofRun = call.Value(run) is { } part ? await runs.ResolveAsync(part, cancellationToken) : null;
        var filter = new ItemFilter(
            ofRun,
            RunArguments.ToStatus(call.Value(status)),
            call.Value(code),
            call.Value(reference),
            call.Value(text)
        )
        {
            Reveal = reveal.IsWanted(call),
        };
        await Reveal.SearchAsync(call, filter, cancellationToken);
        Show(call, await runs.FindItemsAsync(filter, paging.Of(call), cancellationToken));
        return ExitCode.Done;
    }

    private static void Show(Invocation call, Page<ItemExecutionSummary> page)
    {
        if (call.Json)
            call.WriteJson<IReadOnlyList<FoundItemDocument>>([.. page.Rows.Select(FoundItemDocument.Of)]);
        else if (page.Rows.Count == 0)
            call.Terminal.Note("No items match.");
        else
            Table(page.Rows).WriteTo(call.Terminal.Output);
        Paging.Tell(call, page);
    }

    private static Listing Table(IReadOnlyList<ItemExecutionSummary> items)
    {
        var table = new Listing("id", "batch", "#sequence", "reference", "status", "#attempts", "code", "message");
        foreach (var item in items)
            table.Add(
                item.Id.Value,
                item.Batch,
                item.SequenceNumber,
                item.Reference,
                Statuses.Cell(item.Status),
                item.AttemptCount,
                item.ErrorCode,
                item.ErrorMessage
            );
        return table;
    }

    private static Option<string?> Text(string name, string value, string description) =>
        new(name) { HelpName = value, Description = description };
}
