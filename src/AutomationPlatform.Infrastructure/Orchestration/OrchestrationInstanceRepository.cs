using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Domain.Orchestration;
using AutomationPlatform.Infrastructure.Database;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace AutomationPlatform.Infrastructure.Orchestration;

internal sealed class OrchestrationInstanceRepository(Session session)
    : Repository<OrchestrationInstance, OrchestrationInstanceId>(session),
        IOrchestrationInstanceRepository
{
    public Task<OrchestrationInstance?> GetByExternalIdAsync(
        EngineId engineId,
        string externalId,
        CancellationToken cancellationToken = default
    ) => FindAsync(Rows().Where(i => i.EngineId == engineId && i.ExternalId == externalId), cancellationToken);

    public Task<IReadOnlyList<OrchestrationInstance>> ListByEngineAsync(
        EngineId engineId,
        int limit = DefaultLimit,
        CancellationToken cancellationToken = default
    ) => NewestAsync(Rows().Where(i => i.EngineId == engineId), limit, cancellationToken);

    public Task<IReadOnlyList<OrchestrationInstance>> ListByStatusAsync(
        ExecutionStatus status,
        int limit = DefaultLimit,
        CancellationToken cancellationToken = default
    ) => NewestAsync(Rows().Where(i => i.Status == status), limit, cancellationToken);

    public Task<IReadOnlyList<OrchestrationInstance>> ListRunningAsync(
        int limit = DefaultLimit,
        CancellationToken cancellationToken = default
    ) =>
        NewestAsync(
            Rows().Where(i => i.Status == ExecutionStatus.Processing || i.Status == ExecutionStatus.Retrying),
            limit,
            cancellationToken
        );

    protected override async Task CheckChangeAsync(
        EntityEntry<OrchestrationInstance> entry,
        CancellationToken cancellationToken
    )
    {
        if (!Changes.Deactivates(entry))
            return;
        await Session.LockAsync<OrchestrationInstance>(entry.Entity.Key, cancellationToken);
        await RequireNoUnfinishedRunAsync(entry.Entity.Id, cancellationToken);
    }

    protected override async Task RemoveBelowAsync(OrchestrationInstanceId id, CancellationToken cancellationToken)
    {
        await RequireNoUnfinishedRunAsync(id, cancellationToken);
        await RemoveRowsAsync<RunOrchestration>(l => l.OrchestrationInstanceId == id, cancellationToken);
    }

    private async Task RequireNoUnfinishedRunAsync(OrchestrationInstanceId id, CancellationToken cancellationToken)
    {
        var links = Context.RunOrchestrations.Where(l => l.OrchestrationInstanceId == id);
        var run = await Context.FirstUnfinishedAsync(links, cancellationToken);
        RequireUnused(id, run, "the unfinished run", Remedies.EndRun);
    }

    private Task<IReadOnlyList<OrchestrationInstance>> NewestAsync(
        IQueryable<OrchestrationInstance> instances,
        int limit,
        CancellationToken cancellationToken
    ) => ListAsync(instances.OrderByDescending(i => i.Id), limit, cancellationToken);
}
