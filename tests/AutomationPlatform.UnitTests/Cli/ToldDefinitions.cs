using AutomationPlatform.Application;
using AutomationPlatform.Application.Definition;
using AutomationPlatform.Domain.Definition;

namespace AutomationPlatform.UnitTests.Cli;

/// <summary>A reader of definitions that knows one automation, or none.</summary>
internal sealed class ToldDefinitions(bool isEmpty = false, bool hasHandler = false) : IDefinitionReader
{
    private AutomationSettings Settings =>
        hasHandler
            ? AutomationSettings.Default with
            {
                Handler = new BuiltinHandlerDefinition("noop"),
            }
            : AutomationSettings.Default;

    public Task<Page<AutomationSummary>> ListAutomationsAsync(
        bool includeInactive,
        PageRequest page,
        CancellationToken cancellationToken
    ) => Task.FromResult(new Page<AutomationSummary>(isEmpty ? [] : [Told.Automation], null));

    public Task<AutomationDetails> GetAutomationAsync(
        string nameOrId,
        bool includeInactive,
        CancellationToken cancellationToken
    ) =>
        nameOrId == Told.Automation.Name || nameOrId == $"{Told.AutomationId}"
            ? Task.FromResult(new AutomationDetails(Told.Automation, 7, null, new(null, null, Settings)))
            : throw new NotFoundException(
                $"automation '{nameOrId}' was not found; list them with: apc automations list"
            );

    public Task<Page<BatchSummary>> ListBatchesAsync(
        AutomationId automation,
        bool includeInactive,
        PageRequest page,
        CancellationToken cancellationToken
    ) => Task.FromResult(new Page<BatchSummary>(isEmpty ? [] : [Told.Batch], null));

    public Task<BatchSummary> GetBatchAsync(
        AutomationId automation,
        string nameOrId,
        CancellationToken cancellationToken
    ) => Task.FromResult(Told.Batch);

    public Task<Page<ItemSummary>> ListItemsAsync(
        BatchId batch,
        PageRequest page,
        CancellationToken cancellationToken
    ) =>
        Task.FromResult(
            new Page<ItemSummary>(isEmpty ? [] : [new(Told.ItemId, 41, "C-1042", """{"name":"[bold]Zoë[/]"}""")], null)
        );
}
