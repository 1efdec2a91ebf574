using System.Linq.Expressions;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace AutomationPlatform.Infrastructure.Execution;

/// <summary>Questions about runs that several repositories ask.</summary>
internal static class RunQueries
{
    private static readonly string[] Visible = [EntityMapping.VisibleFilter];

    /// <summary>The runs that have not ended, those still being made included.</summary>
    internal static IQueryable<Run> UnfinishedRuns(this PlatformContext context) =>
        context
            .Runs.IgnoreQueryFilters(Visible)
            .Where(r =>
                r.Status == ExecutionStatus.Pending
                || r.Status == ExecutionStatus.Processing
                || r.Status == ExecutionStatus.Retrying
            );

    /// <summary>The first run that matches, or null.</summary>
    internal static Task<RunId?> FirstIdAsync(
        this IQueryable<Run> runs,
        Expression<Func<Run, bool>> which,
        CancellationToken cancellationToken
    ) => runs.Where(which).Select(r => (RunId?)r.Id).FirstOrDefaultAsync(cancellationToken);

    /// <summary>The run of the first of these executions, or null.</summary>
    internal static Task<RunId?> FirstRunAsync(
        this IQueryable<BatchExecution> executions,
        CancellationToken cancellationToken
    ) => executions.Select(e => (RunId?)e.RunId).FirstOrDefaultAsync(cancellationToken);

    /// <summary>The run of the first of these executions, or null.</summary>
    internal static Task<RunId?> FirstRunAsync(
        this IQueryable<ItemExecution> executions,
        CancellationToken cancellationToken
    ) => executions.Select(e => (RunId?)e.RunId).FirstOrDefaultAsync(cancellationToken);

    /// <summary>Who moves a run on; null when there is no such run.</summary>
    internal static Task<RunDriver?> FindDriverAsync(
        this PlatformContext context,
        RunId run,
        CancellationToken cancellationToken
    ) =>
        context
            .Runs.IgnoreQueryFilters()
            .Where(r => r.Id == run)
            .Select(r => (RunDriver?)r.Driver)
            .FirstOrDefaultAsync(cancellationToken);
}
