using AutomationPlatform.Application;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Application.Orchestration;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.UnitTests.Cli;

/// <summary>Ports that are needed to be there and of which nothing is asked.</summary>
internal sealed class ToldNothing : IUnitOfWorkFactory, IDelegatedItemCloser, IRunContextReader
{
    public Task<IUnitOfWork> BeginAsync(string? user = null, CancellationToken cancellationToken = default) =>
        throw Untold();

    public Task<TResult> TransactionAsync<TResult>(
        Func<IUnitOfWork, CancellationToken, Task<TResult>> work,
        string? user = null,
        CancellationToken cancellationToken = default
    ) => throw Untold();

    public Task<long> CloseAsync(
        RunId run,
        ExecutionStatus from,
        ExecutionStatus to,
        string reason,
        string actor,
        CancellationToken cancellationToken
    ) => throw Untold();

    public Task<RunContext> GetAsync(RunId run, CancellationToken cancellationToken) => throw Untold();

    private static NotSupportedException Untold() => new("Nothing is told of that.");
}
