using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Domain.Orchestration;
using AutomationPlatform.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace AutomationPlatform.Infrastructure.Orchestration;

/// <summary>Questions about the links between runs and instances that several repositories ask.</summary>
internal static class LinkQueries
{
    /// <summary>An unfinished run among those that the links attach, or null.</summary>
    internal static Task<RunId?> FirstUnfinishedAsync(
        this PlatformContext context,
        IQueryable<RunOrchestration> links,
        CancellationToken cancellationToken
    ) => context.UnfinishedRuns().FirstIdAsync(r => links.Any(l => l.RunId == r.Id), cancellationToken);
}
