using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Domain.Orchestration;
using AutomationPlatform.Infrastructure.Database;

namespace AutomationPlatform.Infrastructure.Orchestration;

internal sealed class RunOrchestrationRepository(Session session)
    : Repository<RunOrchestration, RunOrchestrationId>(session),
        IRunOrchestrationRepository
{
    public Task<RunOrchestration?> GetByRunAndInstanceAsync(
        RunId runId,
        OrchestrationInstanceId instanceId,
        CancellationToken cancellationToken = default
    ) => FindAsync(Rows().Where(l => l.RunId == runId && l.OrchestrationInstanceId == instanceId), cancellationToken);

    public Task<IReadOnlyList<RunOrchestration>> ListByRunAsync(
        RunId runId,
        int limit = DefaultLimit,
        CancellationToken cancellationToken = default
    ) => AttachedAsync(Rows().Where(l => l.RunId == runId), limit, cancellationToken);

    public Task<IReadOnlyList<RunOrchestration>> ListByInstanceAsync(
        OrchestrationInstanceId instanceId,
        int limit = DefaultLimit,
        CancellationToken cancellationToken = default
    ) => AttachedAsync(Rows().Where(l => l.OrchestrationInstanceId == instanceId), limit, cancellationToken);

    // Nothing hangs below a link.
    protected override Task RemoveBelowAsync(RunOrchestrationId id, CancellationToken cancellationToken) =>
        Task.CompletedTask;

    private Task<IReadOnlyList<RunOrchestration>> AttachedAsync(
        IQueryable<RunOrchestration> links,
        int limit,
        CancellationToken cancellationToken
    ) => ListAsync(links.OrderBy(l => l.AttachedAt).ThenBy(l => l.Id), limit, cancellationToken);
}
