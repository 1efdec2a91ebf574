namespace AutomationPlatform.Application.Orchestration;

/// <summary>Reads the logs that engines keep of their jobs. Thread-safe.</summary>
public sealed class ReadJobLog(ISubmissionStore submissions, IEngineStore engines, IEngineCatalog catalog)
{
    /// <summary>Reads on in the log of an instance.</summary>
    /// <param name="instance">The instance.</param>
    /// <param name="offset">0 for the beginning, else <see cref="JobLogPiece.Next"/> of the piece before.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>What was written from there on; empty when nothing was, by now.</returns>
    /// <exception cref="NotFoundException">The instance was not submitted by this platform.</exception>
    /// <exception cref="InvalidInputException">The engine does not give logs.</exception>
    /// <exception cref="EngineException">It cannot be asked, refuses, or has no log of it.</exception>
    public async Task<JobLogPiece> ExecuteAsync(RunInstance instance, long offset, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(instance);
        var submission = instance.SubmissionId is { } id ? await submissions.FindAsync(id, cancellationToken) : null;
        if (submission?.ExternalId is not { } externalId)
            throw new NotFoundException(
                $"job {instance.ExternalId} in engine '{instance.Engine}': it was not submitted from here, so its log is only in the engine"
            );
        var engine = await engines.GetAsync(submission.EngineId, cancellationToken);
        var client = catalog.Open(engine);
        if (!client.Capabilities.ReadsLogs)
            throw new InvalidInputException(
                $"engine '{engine.Name}' of type {engine.Type} gives no logs; look at {instance.Metadata.Log ?? instance.Metadata.Url ?? "the engine's own pages"}"
            );
        var job = new EngineJob(submission.Order, externalId, submission.CancelRequestedAt is not null);
        return await client.ReadLogAsync(job, instance.Part ?? 0, offset, cancellationToken);
    }
}
