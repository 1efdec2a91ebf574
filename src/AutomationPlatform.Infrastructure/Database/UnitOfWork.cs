using AutomationPlatform.Application;
using AutomationPlatform.Application.Events;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Domain.Orchestration;
using AutomationPlatform.Infrastructure.Definition;
using AutomationPlatform.Infrastructure.Execution;
using AutomationPlatform.Infrastructure.Orchestration;

namespace AutomationPlatform.Infrastructure.Database;

/// <summary>One transaction, one identity map, one user, and the ten repositories that share them.</summary>
internal sealed class UnitOfWork(Session session, IEventBus bus) : IUnitOfWork
{
    public string? User => session.User;

    public IAutomationRepository Automations => field ??= new AutomationRepository(session);

    public IBatchRepository Batches => field ??= new BatchRepository(session);

    public IItemRepository Items => field ??= new ItemRepository(session);

    public IRunRepository Runs => field ??= new RunRepository(session);

    public IBatchExecutionRepository BatchExecutions => field ??= new BatchExecutionRepository(session);

    public IItemExecutionRepository ItemExecutions => field ??= new ItemExecutionRepository(session);

    public IItemStateHistoryRepository ItemStateHistory => field ??= new ItemStateHistoryRepository(session);

    public IEngineRepository Engines => field ??= new EngineRepository(session);

    public IOrchestrationInstanceRepository OrchestrationInstances =>
        field ??= new OrchestrationInstanceRepository(session);

    public IRunOrchestrationRepository RunOrchestrations => field ??= new RunOrchestrationRepository(session);

    public async Task CommitAsync(CancellationToken cancellationToken = default)
    {
        var events = await session.CommitAsync(cancellationToken);
        // What is committed is told, whatever becomes of the caller.
        if (events.Count > 0)
            await bus.PublishAsync(events, CancellationToken.None);
    }

    public Task RollbackAsync(CancellationToken cancellationToken = default) =>
        session.RollbackAsync(cancellationToken);

    public ValueTask DisposeAsync() => session.DisposeAsync();
}
