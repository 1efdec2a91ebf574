using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Application.Execution;

/// <summary>Opens what does an automation's work in this process.</summary>
public interface IItemRunnerFactory
{
    /// <summary>Says why this handler cannot be started here, or null when it can.</summary>
    /// <remarks>For instance: the program is not found, the assembly does not load, the kind is not allowed.</remarks>
    string? WhyNot(string automation, AutomationSettings settings);

    /// <summary>Opens a runner for one definition version; dispose it to end its processes.</summary>
    /// <exception cref="InvalidInputException">The handler cannot be started here.</exception>
    IItemRunner Open(string automation, AutomationSettings settings, RunnerOptions options);
}

/// <summary>How a runner treats what it starts.</summary>
/// <param name="Concurrency">How many items it is given at once, at most.</param>
/// <param name="Grace">How long a handler may take to end once it was told to.</param>
public sealed record RunnerOptions(int Concurrency, TimeSpan Grace);

/// <summary>Does items, one call each, several at once. Thread-safe.</summary>
public interface IItemRunner : IAsyncDisposable
{
    /// <summary>True for handlers that cost nothing to call, so that a whole chunk counts as one free slot.</summary>
    bool IsInstant { get; }

    /// <summary>Does one attempt.</summary>
    /// <param name="envelope">What the handler sees.</param>
    /// <param name="stop">Cancelled when the attempt's time is over or the run is being cancelled: the handler is told, gets
    /// its grace, and is then killed.</param>
    /// <returns>The outcome; what the handler itself did wrong is an outcome, never an exception.</returns>
    /// <exception cref="OperationCanceledException">It was stopped and did not end well within its grace; a
    /// <see cref="HandlerStoppedException"/> where the handler had a standard error.</exception>
    ValueTask<ItemOutcome> RunAsync(ItemEnvelope envelope, CancellationToken stop);
}

/// <summary>What a handler sees of an attempt; the same for all kinds.</summary>
/// <param name="AttemptId">New for every attempt.</param>
/// <param name="Item">The claimed item.</param>
/// <param name="RunId">The run.</param>
/// <param name="Automation">The automation's name.</param>
/// <param name="Batch">The batch.</param>
/// <param name="Deadline">When the attempt's time is over, UTC.</param>
/// <param name="IdempotencyKey">The same for every attempt at the item, through retry and restart.</param>
public sealed record ItemEnvelope(
    Guid AttemptId,
    ClaimedItem Item,
    RunId RunId,
    string Automation,
    EnvelopeBatch Batch,
    DateTimeOffset Deadline,
    string IdempotencyKey
)
{
    /// <summary>The attempt's place in its trace, as W3C Trace Context writes it; null where nobody traces.</summary>
    public string? Traceparent { get; init; }

    /// <summary>Takes what the handler says of its progress; null where nobody listens. Thread-safe.</summary>
    public IProgress<HandlerProgress>? Progress { get; init; }
}

/// <summary>How far a handler is with its item.</summary>
/// <param name="Fraction">How much is done, 0 to 1; what is beyond is taken for the nearer of the two. Null when it cannot say.</param>
/// <param name="Message">What it is at; the first 200 characters are kept.</param>
public sealed record HandlerProgress(double? Fraction, string? Message = null);

/// <summary>What a handler sees of the batch.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Payload">Its payload's JSON text; null when it has none.</param>
public sealed record EnvelopeBatch(string Name, string? Payload);

/// <summary>What became of an attempt, as the handler said it.</summary>
public abstract record ItemOutcome
{
    /// <summary>The end of what the handler wrote to standard error, at most <see cref="ExecutionDefaults.StandardErrorBytes"/>.</summary>
    public string? StandardError { get; init; }
}

/// <summary>It was done.</summary>
/// <param name="Result">What the handler returned; null when nothing.</param>
public sealed record ItemSucceeded(Payload? Result) : ItemOutcome;

/// <summary>How a failure is treated.</summary>
public enum FailureKind
{
    /// <summary>The data is wrong: final, no retry.</summary>
    Business,

    /// <summary>Something around it went wrong: retried by policy.</summary>
    Technical,
}

/// <summary>It failed.</summary>
/// <param name="Code">What kind of failure.</param>
/// <param name="Message">What went wrong.</param>
/// <param name="Kind">Whether it is retried.</param>
/// <param name="RetryAfter">The delay that the handler asked for.</param>
public sealed record ItemFailed(string Code, string Message, FailureKind Kind, TimeSpan? RetryAfter = null)
    : ItemOutcome;

/// <summary>The service turned it away for a reason that concerns every item: the run is paused and the item given back.</summary>
/// <param name="Reason">Why, and what to mend.</param>
public sealed record ItemTurnedAway(string Reason) : ItemOutcome;

/// <summary>A handler was stopped and did not end well within its grace.</summary>
/// <param name="standardError">The end of what it wrote to standard error; null for nothing.</param>
/// <param name="stop">The token that stopped it.</param>
public sealed class HandlerStoppedException(string? standardError, CancellationToken stop)
    : OperationCanceledException("The handler was stopped and did not end well within its grace.", stop)
{
    /// <summary>The end of what it wrote to standard error: often the only trace of what it hung on. Null for nothing.</summary>
    public string? StandardError { get; } = standardError;
}
