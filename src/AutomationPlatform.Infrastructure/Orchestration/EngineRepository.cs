using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Domain.Orchestration;
using AutomationPlatform.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace AutomationPlatform.Infrastructure.Orchestration;

internal sealed class EngineRepository(Session session) : Repository<Engine, EngineId>(session), IEngineRepository
{
    public Task<Engine?> GetByNameAsync(string name, CancellationToken cancellationToken = default) =>
        FindAsync(Rows().Where(e => e.Name == name), cancellationToken);

    public Task<IReadOnlyList<Engine>> ListByTypeAsync(
        string type,
        int limit = DefaultLimit,
        CancellationToken cancellationToken = default
    ) => ListAsync(Rows().Where(e => e.Type == type).OrderBy(e => e.Name), limit, cancellationToken);

    protected override async Task CheckChangeAsync(EntityEntry<Engine> entry, CancellationToken cancellationToken)
    {
        if (!Changes.Deactivates(entry))
            return;
        await Session.LockAsync<Engine>(entry.Entity.Key, cancellationToken);
        await RequireNoUnfinishedRunAsync(entry.Entity.Id, cancellationToken);
    }

    protected override async Task RemoveBelowAsync(EngineId id, CancellationToken cancellationToken)
    {
        await RequireNoUnfinishedRunAsync(id, cancellationToken);
        var instances = await Context
            .OrchestrationInstances.IgnoreQueryFilters()
            .Where(i => i.EngineId == id)
            .Select(i => i.Id)
            .ToListAsync(cancellationToken);
        foreach (var instance in instances)
            await RemoveRowsAsync<RunOrchestration>(l => l.OrchestrationInstanceId == instance, cancellationToken);
        await RemoveRowsAsync<OrchestrationInstance>(i => i.EngineId == id, cancellationToken);
    }

    private async Task RequireNoUnfinishedRunAsync(EngineId id, CancellationToken cancellationToken)
    {
        var instances = Context.OrchestrationInstances.IgnoreQueryFilters().Where(i => i.EngineId == id);
        var links = Context.RunOrchestrations.Where(l => instances.Any(i => i.Id == l.OrchestrationInstanceId));
        var run = await Context.FirstUnfinishedAsync(links, cancellationToken);
        RequireUnused(id, run, "the unfinished run", Remedies.EndRun);
    }
}
