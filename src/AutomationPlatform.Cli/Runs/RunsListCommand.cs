using System.CommandLine;
using AutomationPlatform.Application;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Cli.Console;

namespace AutomationPlatform.Cli.Runs;

/// <summary><c>apc runs list</c>.</summary>
internal sealed class RunsListCommand : ApcCommand
{
    private readonly Option<string?> automation = new("--automation")
    {
        Description = "Only runs of this automation",
        HelpName = "NAME",
    };

    private readonly Option<string?> status = RunArguments.Status();
    private readonly Option<string?> since = Since.Option();
    private readonly Option<string?> correlationId = new("--correlation-id")
    {
        Description = "Only runs with this correlation id",
        HelpName = "ID",
    };

    private readonly Paging paging;

    internal RunsListCommand()
        : base(
            "list",
            "List runs, newest first.",
            new Example("apc runs list", "the newest 100"),
            new Example("apc runs list --status FAILED --since 2h", "what failed in the last two hours"),
            new Example("apc runs list --automation 'Customer import' --json", "for scripts")
        )
    {
        Add(automation);
        Add(status);
        Add(since);
        Add(correlationId);
        paging = new Paging(this);
    }

    internal override async Task<int> ExecuteAsync(Invocation call, CancellationToken cancellationToken)
    {
        var sinceMoment = Since.Parse(call.Value(since), call.Clock);
        var platform = await call.OpenAsync(cancellationToken);
        var named = call.Value(automation) is { } name
            ? await platform.Definitions.GetAutomationAsync(name, includeInactive: true, cancellationToken)
            : null;
        var page = await platform.Runs.ListAsync(
            new RunFilter(
                named?.Summary.Id,
                RunArguments.ToStatus(call.Value(status)),
                sinceMoment,
                call.Value(correlationId)
            ),
            paging.Of(call),
            cancellationToken
        );
        Show(call, page);
        return ExitCode.Done;
    }

    private static void Show(Invocation call, Page<RunSummary> page)
    {
        if (call.Json)
            call.WriteJson<IReadOnlyList<ListedRunDocument>>([.. page.Rows.Select(ListedRunDocument.Of)]);
        else if (page.Rows.Count == 0)
            call.Terminal.Note("No runs found. Start one with: apc run PATH|NAME");
        else
            Table(page.Rows, call.Clock.GetUtcNow()).WriteTo(call.Terminal.Output);
        Paging.Tell(call, page);
    }

    private static Listing Table(IReadOnlyList<RunSummary> runs, DateTimeOffset now)
    {
        var table = new Listing("id", "automation", "status", "#items", "#completed", "#failed", "created", "#took");
        foreach (var run in runs)
            table.Add(
                run.Id.Value,
                run.Automation,
                RunView.Status(run),
                run.Items.Total,
                run.Items.Completed,
                run.Items.Failed,
                (DateTimeOffset?)run.CreatedAt,
                RunView.Took(run, now)
            );
        return table;
    }
}
