using AutomationPlatform.Application.Definition;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Application.Execution;

/// <summary>Starts a run of an automation: for workers, or for the engine that its handler names.</summary>
public sealed class StartRun(IRunControl control)
{
    /// <summary>Makes the run with all its executions.</summary>
    /// <exception cref="InvalidInputException">The automation has no handler, or nothing to run.</exception>
    /// <exception cref="ConflictException">The automation is not active, a batch is being imported, or a restart is refused.</exception>
    public Task<RunId> ExecuteAsync(
        StartRunRequest request,
        IProgress<long>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(request);
        return control.CreateRunAsync(Check(request), progress, cancellationToken);
    }

    /// <summary>What is to be made; refuses what cannot be run.</summary>
    internal static NewRun Check(StartRunRequest request)
    {
        var (summary, settings) = (request.Automation.Summary, request.Automation.Definition.Settings);
        if (!summary.IsActive)
            throw new ConflictException(
                $"automation '{summary.Name}' is deactivated; take it back with: apc automations activate '{summary.Name}'"
            );
        if (settings.Handler is null && !request.HandlerRegistered)
            throw new InvalidInputException(
                $"automation '{summary.Name}' has no handler; add one to its definition and apply it"
            );
        if (request is { Restart: { } restart, Batches.Count: 0 })
            throw new ConflictException($"run {restart.Parent}: there is nothing in it to be restarted");
        if (request.Batches.Count == 0 && settings.Handler is not EngineHandlerDefinition)
            throw new InvalidInputException(
                $"automation '{summary.Name}' has no batch to run; import one with: apc import '{summary.Name}' FILE"
            );
        return NewRun(request, settings);
    }

    private static NewRun NewRun(StartRunRequest request, AutomationSettings settings) =>
        new(
            request.Automation.Summary.Id,
            request.Automation.Summary.DefinitionNumber,
            request.Batches,
            request.MaxAttempts ?? settings.Retry?.LargestMaxAttempts,
            request.Actor
        )
        {
            CorrelationId = request.CorrelationId,
            Priority = request.Priority,
            MaxAttemptsAsked = request.MaxAttempts,
            FailureThreshold = settings.FailureThreshold,
            Restart = request.Restart,
            Driver = settings.Handler is EngineHandlerDefinition ? RunDriver.Engine : RunDriver.Workers,
        };
}

/// <summary>What is to be run, and how.</summary>
/// <param name="Automation">The automation with its newest definition, which the run freezes.</param>
/// <param name="Batches">The batches, in the order their items are claimed.</param>
/// <param name="Actor">Who starts it.</param>
public sealed record StartRunRequest(AutomationDetails Automation, IReadOnlyList<BatchId> Batches, string Actor)
{
    /// <summary>An id of the caller's own.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>0 to 9, higher first. Default <see cref="Run.DefaultPriority"/>.</summary>
    public int Priority { get; init; } = Run.DefaultPriority;

    /// <summary>Another number of attempts than the definition's policy says; null leaves it to the policy.</summary>
    public int? MaxAttempts { get; init; }

    /// <summary>True when a handler was registered for the automation in code, so that the definition needs none.</summary>
    public bool HandlerRegistered { get; init; }

    /// <summary>The ended run whose items are done again; null takes every item of the batches.</summary>
    public RunRestart? Restart { get; init; }
}
