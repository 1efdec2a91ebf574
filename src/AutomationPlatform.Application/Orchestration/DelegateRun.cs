using AutomationPlatform.Application.Definition;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Domain.Execution;
using Microsoft.Extensions.Logging;

namespace AutomationPlatform.Application.Orchestration;

/// <summary>Hands runs to engines whole. Thread-safe.</summary>
public sealed class DelegateRun(
    StartRun start,
    IEngineStore engines,
    IEngineCatalog catalog,
    ISubmissionStore submissions,
    IRunReader runs,
    IRunContextReader contexts,
    IUnitOfWorkFactory units,
    TimeProvider clock,
    ILogger<DelegateRun> logger
)
{
    private readonly HashSet<RunId> leftAlone = [];
    private readonly Lock gate = new();

    /// <summary>What the definition says of the engine; null when workers are to do the run.</summary>
    public static EngineHandlerDefinition? HandlerOf(AutomationDetails automation)
    {
        ArgumentNullException.ThrowIfNull(automation);
        return automation.Definition.Settings.Handler as EngineHandlerDefinition;
    }

    /// <summary>Makes a run. Where the definition names an engine, the run is its own and is written down to be sent there;
    /// else it is one for workers, and nothing else happens.</summary>
    /// <exception cref="NotFoundException">There is no engine of that name.</exception>
    /// <exception cref="InvalidInputException">The definition cannot be started, or the engine's connection is not right.</exception>
    /// <exception cref="ConflictException">As of <see cref="StartRun"/>.</exception>
    public async Task<RunId> StartAsync(StartRunRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (HandlerOf(request.Automation) is not { } handler)
            return await start.ExecuteAsync(request, progress: null, cancellationToken);
        var engine = await engines.GetAsync(handler.Name, cancellationToken);
        catalog.Check(engine);
        var run = await start.ExecuteAsync(request, progress: null, cancellationToken);
        await RecordAsync(run, request.Automation.Summary.Name, handler, engine, cancellationToken);
        return run;
    }

    /// <summary>Asks for the end of a run that an engine drives; its job is cancelled there by the next look.</summary>
    /// <exception cref="EntityNotFoundException">There is no such run.</exception>
    /// <exception cref="InvalidStateException">It has ended or is being cancelled already.</exception>
    public async Task CancelAsync(RunId id, string reason, string actor, CancellationToken cancellationToken)
    {
        var known = await submissions.ListByRunAsync(id, cancellationToken);
        // The database's clock, where it was asked: that of this machine may be wrong.
        var now = known.Count > 0 ? known[0].ReadAt : clock.GetUtcNow();
        await units.TransactionAsync(
            async (work, token) =>
            {
                var run = await work.Runs.GetOrThrowAsync(id, cancellationToken: token);
                run.RequestCancel(reason, now);
                await work.Runs.UpdateAsync(run, token);
                return true;
            },
            actor,
            cancellationToken
        );
        foreach (var submission in await submissions.ListByRunAsync(id, cancellationToken))
            await submissions.NoteCancelAsync(submission.Id, cancellationToken);
    }

    /// <summary>Writes down what runs wait for whose maker ended before it could: all of them, or only the one.</summary>
    internal async Task RecordMissingAsync(RunId? only, CancellationToken cancellationToken)
    {
        foreach (var run in await submissions.ListUnrecordedAsync(cancellationToken))
        {
            if ((only is not null && only != run) || !MayTry(run))
                continue;
            try
            {
                var settings = (await contexts.GetAsync(run, cancellationToken)).Settings;
                if (settings.Handler is not EngineHandlerDefinition handler)
                    continue;
                var engine = await engines.GetAsync(handler.Name, cancellationToken);
                var summary = await runs.GetAsync(run, cancellationToken);
                await RecordAsync(run, summary.Automation, handler, engine, cancellationToken);
            }
            catch (NotFoundException missing)
            {
                EngineLog.NotDelegated(logger, run, missing.Message);
            }
        }
    }

    // Once in the life of a process: what cannot be mended by looking again is not looked at again and again.
    private bool MayTry(RunId run)
    {
        lock (gate)
            return leftAlone.Add(run);
    }

    // The submission has the run's own id, so that two that write it down at once write one.
    private Task RecordAsync(
        RunId run,
        string automation,
        EngineHandlerDefinition handler,
        EngineConnection engine,
        CancellationToken cancellationToken
    ) =>
        submissions.RecordAsync(
            [
                new EngineOrder(
                    run.Value,
                    run,
                    automation,
                    SubmissionPurpose.Delegate,
                    FirstShard: 0,
                    Parts: 1,
                    Shards: 1,
                    handler.Parameters
                ),
            ],
            engine.Id,
            cancellationToken
        );
}
