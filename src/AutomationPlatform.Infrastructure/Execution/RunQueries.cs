using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace AutomationPlatform.Infrastructure.Execution;

/// <summary>Questions about runs that several repositories ask.</summary>
internal static class RunQueries
{
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
