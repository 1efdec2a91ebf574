using AutomationPlatform.Application.Database;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Application.Orchestration;

/// <summary>Starts a run for workers that an engine starts on its nodes. Thread-safe.</summary>
public sealed class StartShards(
    StartRun start,
    IDatabase database,
    IEngineStore engines,
    IEngineCatalog catalog,
    ISubmissionStore submissions
)
{
    private const string PostgreSql = "postgresql";

    /// <summary>Makes the run and writes down its shards to be sent. The engine is asked first, so that nothing is made in vain.</summary>
    /// <param name="request">The run.</param>
    /// <param name="engineName">The engine.</param>
    /// <param name="shards">How many workers it starts, 1 to <see cref="EngineDefaults.ShardLimit"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="InvalidInputException">The database is a file, the engine cannot start workers, or the definition does
    /// not fit.</exception>
    /// <exception cref="NotFoundException">There is no engine of that name.</exception>
    /// <exception cref="EngineException">The engine cannot be asked.</exception>
    /// <exception cref="ConflictException">As of <see cref="StartRun"/>.</exception>
    public async Task<RunId> ExecuteAsync(
        StartRunRequest request,
        string engineName,
        int shards,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(request);
        await CheckAsync(request, engineName, shards, cancellationToken);
        var engine = await engines.GetAsync(engineName, cancellationToken);
        catalog.Check(engine);
        var client = catalog.Open(engine);
        if (!client.Capabilities.Shards)
            throw new InvalidInputException(
                $"engine '{engine.Name}' of type {engine.Type} cannot start workers; hand it the whole run with handler: {{engine: …}}"
            );
        await client.TestAsync(cancellationToken);
        var run = await start.ExecuteAsync(request, progress: null, cancellationToken);
        await submissions.RecordAsync(
            [.. Orders(run, request.Automation.Summary.Name, shards, client.Capabilities.Arrays)],
            engine.Id,
            cancellationToken
        );
        return run;
    }

    private async Task CheckAsync(
        StartRunRequest request,
        string engineName,
        int shards,
        CancellationToken cancellationToken
    )
    {
        if (shards is < 1 or > EngineDefaults.ShardLimit)
            throw new InvalidInputException($"--shards: {shards} is not within 1 to {EngineDefaults.ShardLimit}");
        if (DelegateRun.HandlerOf(request.Automation) is { } handler)
            throw new InvalidInputException(
                $"automation '{request.Automation.Summary.Name}' is handed to engine '{handler.Name}' whole; "
                    + $"leave out --engine {engineName}, or give it a handler that workers can start"
            );
        var status = await database.GetStatusAsync(cancellationToken);
        if (status.Kind != PostgreSql)
            throw new InvalidInputException(
                $"{database.Description}: workers on other nodes cannot share a file; use PostgreSQL with "
                    + "--db postgresql://USER@HOST/NAME, or leave out --engine"
            );
    }

    private static IEnumerable<EngineOrder> Orders(RunId run, string automation, int shards, bool asArray)
    {
        var step = asArray ? shards : 1;
        for (var first = 0; first < shards; first += step)
            yield return new EngineOrder(
                Guid.CreateVersion7(),
                run,
                automation,
                SubmissionPurpose.Shards,
                first,
                step,
                shards,
                Payload.Parse("{}")
            );
    }
}
