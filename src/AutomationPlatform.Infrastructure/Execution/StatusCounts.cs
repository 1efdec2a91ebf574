using AutomationPlatform.Domain.Execution;
using Microsoft.EntityFrameworkCore;

namespace AutomationPlatform.Infrastructure.Execution;

/// <summary>How many item executions have each status.</summary>
internal static class StatusCounts
{
    /// <summary>Counts the rows themselves.</summary>
    internal static async Task<IReadOnlyDictionary<ExecutionStatus, long>> CountAsync(
        IQueryable<ItemExecution> executions,
        CancellationToken cancellationToken
    )
    {
        var counted = await executions
            .GroupBy(e => e.Status)
            .Select(group => new { Status = group.Key, Count = group.LongCount() })
            .ToDictionaryAsync(group => group.Status, group => group.Count, cancellationToken);
        return Lifecycle.Statuses.ToDictionary(status => status, status => counted.GetValueOrDefault(status));
    }

    /// <summary>Sums the signed changes that were recorded.</summary>
    internal static async Task<IReadOnlyDictionary<ExecutionStatus, long>> SumAsync(
        IQueryable<ItemCountRow> changes,
        CancellationToken cancellationToken
    )
    {
        var sum = await changes
            .GroupBy(_ => 1)
            .Select(all => new
            {
                Pending = all.Sum(c => c.Pending),
                Processing = all.Sum(c => c.Processing),
                Completed = all.Sum(c => c.Completed),
                Failed = all.Sum(c => c.Failed),
                Cancelled = all.Sum(c => c.Cancelled),
                Skipped = all.Sum(c => c.Skipped),
                Retrying = all.Sum(c => c.Retrying),
            })
            .FirstOrDefaultAsync(cancellationToken);
        return new Dictionary<ExecutionStatus, long>
        {
            [ExecutionStatus.Pending] = sum?.Pending ?? 0,
            [ExecutionStatus.Processing] = sum?.Processing ?? 0,
            [ExecutionStatus.Completed] = sum?.Completed ?? 0,
            [ExecutionStatus.Failed] = sum?.Failed ?? 0,
            [ExecutionStatus.Cancelled] = sum?.Cancelled ?? 0,
            [ExecutionStatus.Skipped] = sum?.Skipped ?? 0,
            [ExecutionStatus.Retrying] = sum?.Retrying ?? 0,
        };
    }
}
