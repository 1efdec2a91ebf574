using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Application.Privacy;

/// <summary>Gives the mask under which payloads are shown: of each definition that had or has a say. Thread-safe.</summary>
/// <remarks>Once a definition version was read, what it calls sensitive is remembered.</remarks>
public interface IMaskReader
{
    /// <summary>For payloads of a batch and its items: the version it was imported under, and the newest.</summary>
    Task<PayloadMask> OfBatchAsync(BatchId batch, CancellationToken cancellationToken);

    /// <summary>For payloads and results of a run: the version it froze, those its batches were imported under, and the newest.</summary>
    Task<PayloadMask> OfRunAsync(RunId run, CancellationToken cancellationToken);
}
