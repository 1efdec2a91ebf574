using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Application.Orchestration;

/// <summary>Speaks with one external engine. It translates and decides nothing: it keeps no state and never repeats a
/// submission. Thread-safe.</summary>
/// <remarks>Every member throws <see cref="EngineException"/> when the engine cannot be asked or refuses.</remarks>
public interface IEngineClient
{
    /// <summary>What the engine can do.</summary>
    EngineCapabilities Capabilities { get; }

    /// <summary>Starts a job that carries the order's id.</summary>
    /// <returns>The engine's own id of it.</returns>
    Task<string> SubmitAsync(EngineOrder order, CancellationToken cancellationToken);

    /// <summary>The engine's ids of jobs that carry the order's id, oldest first; empty when there is none.</summary>
    Task<IReadOnlyList<string>> FindAsync(EngineOrder order, CancellationToken cancellationToken);

    /// <summary>How a job stands.</summary>
    /// <returns>Each of its parts that there is to tell of.</returns>
    Task<IReadOnlyList<PartReport>> GetAsync(EngineJob job, CancellationToken cancellationToken);

    /// <summary>Asks for a job's end. Asking again, or for the end of what has ended, is no error.</summary>
    /// <param name="job">The job.</param>
    /// <param name="round">How often it was asked before: an engine that knows several ways takes a harder one each time.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task CancelAsync(EngineJob job, int round, CancellationToken cancellationToken);

    /// <summary>The jobs in the engine that carry the mark of this platform. Only with <see cref="EngineCapabilities.Lists"/>.</summary>
    Task<IReadOnlyList<MarkedJob>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Asks the engine something harmless with the credential.</summary>
    /// <returns>What it said, in a few words: its version, its nodes.</returns>
    Task<string> TestAsync(CancellationToken cancellationToken);
}
