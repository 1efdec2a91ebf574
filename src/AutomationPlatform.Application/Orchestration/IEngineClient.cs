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

    /// <summary>Lets a job begin that was accepted held; of one that has begun it changes nothing. Only with
    /// <see cref="EngineCapabilities.Holds"/>.</summary>
    Task LetBeginAsync(EngineJob job, CancellationToken cancellationToken) =>
        throw new NotSupportedException(nameof(EngineCapabilities.Holds));

    /// <summary>Waits until the engine tells that a job has changed since a report. It may return for nothing, and it throws when
    /// the engine stops telling: what it says is no status, only a reason to ask now. Only with
    /// <see cref="EngineCapabilities.Watches"/>.</summary>
    /// <param name="job">The job.</param>
    /// <param name="revision">The report's <see cref="PartReport.Revision"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task WaitForChangeAsync(EngineJob job, string revision, CancellationToken cancellationToken) =>
        throw new NotSupportedException(nameof(EngineCapabilities.Watches));

    /// <summary>Reads on in the log of a part. Only with <see cref="EngineCapabilities.ReadsLogs"/>.</summary>
    /// <param name="job">The job.</param>
    /// <param name="part">The part, from 0.</param>
    /// <param name="offset">0 for the beginning, else <see cref="JobLogPiece.Next"/> of the piece before.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>What was written from there on; empty when nothing was, by now.</returns>
    Task<JobLogPiece> ReadLogAsync(EngineJob job, int part, long offset, CancellationToken cancellationToken) =>
        throw new NotSupportedException(nameof(EngineCapabilities.ReadsLogs));

    /// <summary>The jobs in the engine that carry the mark of this platform. Only with <see cref="EngineCapabilities.Lists"/>.</summary>
    Task<IReadOnlyList<MarkedJob>> ListAsync(CancellationToken cancellationToken) =>
        throw new NotSupportedException(nameof(EngineCapabilities.Lists));

    /// <summary>Asks the engine something harmless with the credential.</summary>
    /// <returns>What it said, in a few words: its version, its nodes.</returns>
    Task<string> TestAsync(CancellationToken cancellationToken);
}
