using AutomationPlatform.Application.Privacy;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Application.Execution;

/// <summary>What every attempt of a run needs and what never changes while it goes on.</summary>
/// <param name="Settings">The settings of the definition version that the run froze.</param>
/// <param name="MaxAttempts">The number of attempts asked for when the run was started; null leaves it to the policy.</param>
/// <param name="Batches">Name and payload of each batch, by batch execution.</param>
public sealed record RunContext(
    AutomationSettings Settings,
    int? MaxAttempts,
    IReadOnlyDictionary<BatchExecutionId, EnvelopeBatch> Batches
)
{
    /// <summary>What the run's definition calls sensitive. Default: nothing.</summary>
    public PayloadMask Mask { get; init; } = PayloadMask.None;

    /// <summary>What is sensitive of an item and its batch, to be hidden in what its handler says.</summary>
    internal SensitiveTexts SensitiveOf(ClaimedItem item) =>
        Mask.HidesNothing
            ? SensitiveTexts.None
            : Mask.TextsOf(item.Payload, Batches.GetValueOrDefault(item.BatchExecutionId)?.Payload);

    /// <summary>The retry policy that holds in this run; null means one attempt.</summary>
    public RetryPolicy? Retry =>
        MaxAttempts is { } maximum
            ? (Settings.Retry ?? new RetryPolicy { MaxAttempts = maximum }) with
            {
                MaxAttempts = maximum,
            }
            : Settings.Retry;
}

/// <summary>Reads what a run was started with.</summary>
public interface IRunContextReader
{
    /// <summary>The context of a run.</summary>
    /// <exception cref="NotFoundException">There is no such run, or its definition version is gone.</exception>
    Task<RunContext> GetAsync(RunId run, CancellationToken cancellationToken);
}
