using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Infrastructure.Database;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace AutomationPlatform.Infrastructure.Execution;

/// <summary>The stored runs.</summary>
/// <remarks>Newest first is by identifier, which is ordered in time: the index that serves it serves the lists too.</remarks>
internal sealed class RunRepository(Session session) : Repository<Run, RunId>(session), IRunRepository
{
    public Task<IReadOnlyList<Run>> ListByCorrelationIdAsync(
        string correlationId,
        int limit = DefaultLimit,
        CancellationToken cancellationToken = default
    ) => NewestAsync(Rows().Where(r => r.CorrelationId == correlationId), limit, cancellationToken);

    public Task<IReadOnlyList<Run>> ListByAutomationAsync(
        AutomationId automationId,
        ExecutionStatus? status = null,
        int limit = DefaultLimit,
        CancellationToken cancellationToken = default
    ) =>
        NewestAsync(
            Rows().Where(r => r.AutomationId == automationId && (status == null || r.Status == status)),
            limit,
            cancellationToken
        );

    public Task<IReadOnlyList<Run>> ListByStatusAsync(
        ExecutionStatus status,
        int limit = DefaultLimit,
        CancellationToken cancellationToken = default
    ) => NewestAsync(Rows().Where(r => r.Status == status), limit, cancellationToken);

    public Task<IReadOnlyList<Run>> ListRunningAsync(
        AutomationId? automationId = null,
        int limit = DefaultLimit,
        CancellationToken cancellationToken = default
    )
    {
        var running = Rows().Where(r => r.Status == ExecutionStatus.Processing || r.Status == ExecutionStatus.Retrying);
        return NewestAsync(
            automationId is { } id ? running.Where(r => r.AutomationId == id) : running,
            limit,
            cancellationToken
        );
    }

    protected override Task CheckChangeAsync(EntityEntry<Run> entry, CancellationToken cancellationToken)
    {
        var run = entry.Entity;
        if (run.Driver == RunDriver.Workers && entry.Property(r => r.Status).IsModified)
            throw DrivenByWorkers.Refusal(nameof(Run), run, entry.Property(r => r.Status).OriginalValue);
        if (run.Driver != RunDriver.Manual && Changes.Deactivates(entry) && run.Status.IsActive())
            throw new InvalidStateException(
                nameof(Run),
                $"{run.Id}",
                run.Status.Name(),
                nameof(Run.Deactivate),
                Remedies.EndRun
            );
        return Task.CompletedTask;
    }

    protected override Task RemoveBelowAsync(RunId id, CancellationToken cancellationToken) =>
        throw new ReferencedEntityException(nameof(Run), $"{id}", "its history", Remedies.Retention);

    private Task<IReadOnlyList<Run>> NewestAsync(
        IQueryable<Run> runs,
        int limit,
        CancellationToken cancellationToken
    ) => ListAsync(runs.OrderByDescending(r => r.Id), limit, cancellationToken);
}
