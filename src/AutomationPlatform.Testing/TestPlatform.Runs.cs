using AutomationPlatform.Application;
using AutomationPlatform.Application.Database;
using AutomationPlatform.Application.Definition;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Testing;

public sealed partial class TestPlatform
{
    /// <summary>Starts a run, with the automation and the batches it needs.</summary>
    /// <remarks>Nothing is done before <see cref="DrainAsync"/>.</remarks>
    /// <exception cref="InvalidInputException">The automation has no handler: neither registered nor in its settings.</exception>
    public async Task<RunId> StartRunAsync(RunData? data = null, CancellationToken cancellationToken = default)
    {
        data ??= new RunData();
        var automation = await FindOrAddAsync(data.Automation, cancellationToken);
        List<BatchId> made = [];
        foreach (var batch in data.AllBatches)
            made.Add((await AddBatchAsync(automation.Summary.Id, batch, cancellationToken)).Id);
        return await Get<StartRun>()
            .ExecuteAsync(
                new StartRunRequest(automation, made, Actor)
                {
                    CorrelationId = data.CorrelationId,
                    Priority = data.Priority,
                    MaxAttempts = data.MaxAttempts,
                    HandlerRegistered = IsHandled(automation.Summary.Name),
                },
                progress: null,
                cancellationToken
            );
    }

    /// <summary>A run with its counts and batches.</summary>
    /// <exception cref="NotFoundException">There is none.</exception>
    public Task<RunSummary> RunAsync(RunId run, CancellationToken cancellationToken = default) =>
        Get<IRunReader>().GetAsync(run, cancellationToken);

    /// <summary>Every item of a run in order, with its payload, its result and its last error.</summary>
    public async Task<IReadOnlyList<ExportedItem>> ItemsAsync(RunId run, CancellationToken cancellationToken = default)
    {
        List<ExportedItem> items = [];
        await foreach (var item in Get<IRunReader>().ExportAsync(run, cancellationToken))
            items.Add(item);
        return items;
    }

    /// <summary>Every status change of an item, oldest first.</summary>
    public Task<IReadOnlyList<HistoryEntry>> HistoryAsync(
        ItemExecutionId item,
        CancellationToken cancellationToken = default
    ) => Get<IRunReader>().ListHistoryAsync(item, cancellationToken);

    /// <summary>The answers to an item that came too late and were refused.</summary>
    public async Task<IReadOnlyList<LateAnswer>> LateAnswersAsync(
        ItemExecutionId item,
        CancellationToken cancellationToken = default
    ) => (await Get<IRunReader>().GetItemAsync(item.ToString(), cancellationToken))[0].LateAnswers;

    /// <summary>What must not be in the database; empty when all is well.</summary>
    public Task<IReadOnlyList<DoctorFinding>> ExamineAsync(CancellationToken cancellationToken = default) =>
        Get<IDatabase>().ExamineAsync(repair: false, progress: null, cancellationToken);

    private async Task<AutomationDetails> FindOrAddAsync(AutomationData data, CancellationToken cancellationToken)
    {
        var reader = Get<IDefinitionReader>();
        try
        {
            return await reader.GetAutomationAsync(data.Name, includeInactive: false, cancellationToken);
        }
        catch (NotFoundException)
        {
            await AddAutomationAsync(data, cancellationToken);
            return await reader.GetAutomationAsync(data.Name, includeInactive: false, cancellationToken);
        }
    }

    private bool IsHandled(string automation) =>
        Get<IEnumerable<ItemHandlerRegistration>>().Any(handler => handler.Automation == automation);
}
