using AutomationPlatform.Application.Privacy;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.UnitTests.Cli;

/// <summary>One mask for everything.</summary>
internal sealed class ToldMasks(PayloadMask? mask = null) : IMaskReader
{
    public Task<PayloadMask> OfBatchAsync(BatchId batch, CancellationToken cancellationToken) =>
        Task.FromResult(mask ?? PayloadMask.None);

    public Task<PayloadMask> OfRunAsync(RunId run, CancellationToken cancellationToken) =>
        Task.FromResult(mask ?? PayloadMask.None);
}
