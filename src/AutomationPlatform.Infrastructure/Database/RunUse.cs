using System.Linq.Expressions;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Domain.Execution;
using Microsoft.EntityFrameworkCore;

namespace AutomationPlatform.Infrastructure.Database;

/// <summary>Which run uses a row: asked before what is defined changes or goes. Definitions themselves know nothing of runs.</summary>
internal static class RunUse
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

    /// <summary>A run of the automation, or null.</summary>
    internal static Task<RunId?> FindRunAsync(
        this PlatformContext context,
        AutomationId id,
        bool unfinished,
        CancellationToken cancellationToken
    ) => context.Among(unfinished).FirstIdAsync(r => r.AutomationId == id, cancellationToken);

    /// <summary>A run that executes the batch, or null.</summary>
    internal static Task<RunId?> FindRunAsync(
        this PlatformContext context,
        BatchId id,
        bool unfinished,
        CancellationToken cancellationToken
    ) =>
        context.FirstOfAsync(
            context.BatchExecutions.IgnoreQueryFilters().Where(e => e.BatchId == id).Select(e => e.RunId),
            unfinished,
            cancellationToken
        );

    /// <summary>A run that executes the item, or null.</summary>
    internal static Task<RunId?> FindRunAsync(
        this PlatformContext context,
        ItemId id,
        bool unfinished,
        CancellationToken cancellationToken
    ) =>
        context.FirstOfAsync(
            context.ItemExecutions.IgnoreQueryFilters().Where(e => e.ItemId == id).Select(e => e.RunId),
            unfinished,
            cancellationToken
        );

    // Left-overs of a crash may name a run that is gone; they still stand in the way of a change.
    private static Task<RunId?> FirstOfAsync(
        this PlatformContext context,
        IQueryable<RunId> runs,
        bool unfinished,
        CancellationToken cancellationToken
    )
    {
        var open = context.UnfinishedRuns();
        var used = unfinished ? runs.Where(run => open.Any(r => r.Id == run)) : runs;
        return used.Select(run => (RunId?)run).FirstOrDefaultAsync(cancellationToken);
    }

    private static IQueryable<Run> Among(this PlatformContext context, bool unfinished) =>
        unfinished ? context.UnfinishedRuns() : context.Runs.IgnoreQueryFilters();
}
