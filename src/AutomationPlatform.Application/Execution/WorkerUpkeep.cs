using AutomationPlatform.Application.Audit;
using Microsoft.Extensions.Logging;

namespace AutomationPlatform.Application.Execution;

/// <summary>What every worker does for all: rescues items of vanished workers, moves retries that are due, links the log.</summary>
internal sealed class WorkerUpkeep(IWorkQueue queue, IAuditChain? chain, TimeProvider clock, ILogger logger)
{
    private long? rescuedAt;

    internal async Task<(int Lost, int Due)> RunOnceAsync(CancellationToken cancellationToken)
    {
        var due = await queue.MoveDueAsync(cancellationToken);
        if (rescuedAt is { } last && clock.GetElapsedTime(last) < ExecutionDefaults.Upkeep)
            return (0, due);
        rescuedAt = clock.GetTimestamp();
        var lost = await queue.RescueAsync(cancellationToken);
        ExecutionMeters.Rescued(lost);
        if (lost > 0)
            WorkerLog.Rescued(logger, lost);
        if (chain is not null)
            await chain.LinkAsync(cancellationToken);
        return (lost, due);
    }
}
