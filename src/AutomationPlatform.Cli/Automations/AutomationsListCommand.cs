using System.CommandLine;
using AutomationPlatform.Application.Definition;
using AutomationPlatform.Cli.Console;

namespace AutomationPlatform.Cli.Automations;

/// <summary><c>apc automations list</c>.</summary>
internal sealed class AutomationsListCommand : ApcCommand
{
    private readonly Option<bool> all = new("--all") { Description = "Deactivated ones too" };
    private readonly Paging paging;

    internal AutomationsListCommand()
        : base("list", "List automations by name.", new Example("apc automations list", "the active ones"))
    {
        Add(all);
        paging = new Paging(this);
    }

    internal override async Task<int> ExecuteAsync(Invocation call, CancellationToken cancellationToken)
    {
        var definitions = (await call.OpenAsync(cancellationToken)).Definitions;
        var page = await definitions.ListAutomationsAsync(call.Value(all), paging.Of(call), cancellationToken);
        if (call.Json)
            call.WriteJson<IReadOnlyList<AutomationDocument>>([.. page.Rows.Select(AutomationDocument.Of)]);
        else if (page.Rows.Count == 0)
            call.Terminal.Note("No automations yet. Make one with: apc init NAME, then: apc run NAME");
        else
            Table(page.Rows).WriteTo(call.Terminal.Output);
        Paging.Tell(call, page);
        return ExitCode.Done;
    }

    private static Listing Table(IReadOnlyList<AutomationSummary> automations)
    {
        var table = new Listing("name", "handler", "#batches", "#definition", "state", "updated", "description");
        foreach (var automation in automations)
            table.Add(
                automation.Name,
                automation.Handler,
                automation.Batches,
                automation.DefinitionNumber,
                new Cell(AutomationView.State(automation), IsWhole: true),
                automation.UpdatedAt,
                automation.Description
            );
        return table;
    }
}
