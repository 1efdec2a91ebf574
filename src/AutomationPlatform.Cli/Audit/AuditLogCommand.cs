using System.CommandLine;
using System.CommandLine.Completions;
using AutomationPlatform.Application.Audit;
using AutomationPlatform.Cli.Console;
using AutomationPlatform.Cli.Runs;

namespace AutomationPlatform.Cli.Audit;

/// <summary><c>apc audit log</c>.</summary>
internal sealed class AuditLogCommand : ApcCommand
{
    private readonly Option<string?> since = Since.Option();

    private readonly Option<string?> actor = new("--actor")
    {
        Description = "Only what this actor did",
        HelpName = "A",
    };

    private readonly Option<string?> entity = new("--entity")
    {
        Description = "Only what was done to this: a kind (run, batch, automation), an id or a name",
        HelpName = "E",
    };

    private readonly Option<string?> action = new("--action")
    {
        Description = "Only this action, for instance run.cancel",
        HelpName = "A",
    };

    private readonly Option<string?> outcome = new("--outcome")
    {
        Description = "Only what ended so: DONE or REFUSED",
        HelpName = "O",
    };

    private readonly Paging paging;

    internal AuditLogCommand()
        : base(
            "log",
            "List who changed what, and what was refused, newest first.",
            new Example("apc audit log", "the newest 100"),
            new Example("apc audit log --entity 'Customer import' --since 1d", "what was done to one automation today"),
            new Example("apc audit log --outcome REFUSED --json", "for scripts")
        )
    {
        action.CompletionSources.Add(_ => AuditActions.All.Select(each => new CompletionItem(each.Name)));
        outcome.CompletionSources.Add([.. Enum.GetValues<AuditOutcome>().Select(each => each.Name())]);
        foreach (var option in (Option[])[since, actor, entity, action, outcome])
            Add(option);
        paging = new Paging(this);
    }

    internal override async Task<int> ExecuteAsync(Invocation call, CancellationToken cancellationToken)
    {
        var filter = new AuditFilter
        {
            Since = Since.Parse(call.Value(since), call.Clock),
            Actor = call.Value(actor),
            Entity = call.Value(entity),
            Action = ToAction(call.Value(action)),
            Outcome = ToOutcome(call.Value(outcome)),
        };
        var platform = await call.OpenAsync(cancellationToken);
        var page = await platform.AuditLog.ListAsync(filter, paging.Of(call), cancellationToken);
        if (call.Json)
            call.WriteJson<IReadOnlyList<AuditEntryDocument>>([.. page.Rows.Select(AuditEntryDocument.Of)]);
        else if (page.Rows.Count == 0)
            call.Terminal.Note("No entries found. Each command that changes something leaves one.");
        else
            Table(page.Rows).WriteTo(call.Terminal.Output);
        Paging.Tell(call, page);
        return ExitCode.Done;
    }

    private static Listing Table(IReadOnlyList<LoggedEntry> entries)
    {
        var table = new Listing("occurred", "actor", "action", "name", "id", "outcome", "what");
        foreach (var entry in entries)
            table.Add(
                (DateTimeOffset?)entry.OccurredAt,
                entry.Actor,
                new Cell(entry.Action, IsWhole: true),
                entry.EntityName,
                new Cell(entry.EntityId ?? Cell.Nothing, IsWhole: true),
                new Cell(entry.Outcome, IsWhole: true),
                AuditView.What(entry)
            );
        return table;
    }

    private static string? ToAction(string? text) =>
        text is null || AuditActions.Find(text) is not null
            ? text
            : throw new UsageException(
                $"--action: '{text}' is none"
                    + (
                        Spelling.Nearest(text, AuditActions.All.Select(each => each.Name)) is { } nearest
                            ? $"; did you mean {nearest}?"
                            : "; see docs/audit-log.md"
                    )
            );

    private static AuditOutcome? ToOutcome(string? text) =>
        text?.ToUpperInvariant() switch
        {
            null => null,
            "DONE" => AuditOutcome.Done,
            "REFUSED" => AuditOutcome.Refused,
            _ => throw new UsageException($"--outcome: '{text}' is none; give DONE or REFUSED"),
        };
}
