using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace AutomationPlatform.Infrastructure.Execution;

internal sealed class ItemStateHistoryRepository(Session session) : IItemStateHistoryRepository
{
    public Task<IReadOnlyList<ItemStateHistory>> ListByItemExecutionAsync(
        ItemExecutionId itemExecutionId,
        CancellationToken cancellationToken = default
    ) =>
        session.ReadAsync<IReadOnlyList<ItemStateHistory>>(async () =>
            await Of(itemExecutionId).OrderBy(h => h.Version).ToListAsync(cancellationToken)
        );

    public Task<ItemStateHistory?> GetLatestAsync(
        ItemExecutionId itemExecutionId,
        CancellationToken cancellationToken = default
    ) =>
        session.ReadAsync(() =>
            Of(itemExecutionId).OrderByDescending(h => h.Version).FirstOrDefaultAsync(cancellationToken)
        );

    private IQueryable<ItemStateHistory> Of(ItemExecutionId id) =>
        session.Context.ItemStateHistory.AsNoTracking().Where(h => h.ItemExecutionId == id);
}
