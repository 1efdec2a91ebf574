using System.Text.Json;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Execution;
using Microsoft.Extensions.Logging;

namespace AutomationPlatform.Infrastructure.Execution.Handlers;

/// <summary>Calls a handler in C# in this very process.</summary>
/// <remarks>One that ignores cancellation cannot be killed: after the grace period it is left alone and its answer dropped.</remarks>
/// <param name="automation">The automation's name.</param>
/// <param name="handle">Does one attempt.</param>
/// <param name="close">Called once, when the runner is disposed of.</param>
/// <param name="grace">How long it may take to end once it was told to.</param>
/// <param name="time">Counts the grace.</param>
/// <param name="logger">Told of calls that were left alone.</param>
internal sealed class CSharpRunner(
    string automation,
    Func<ItemContext, CancellationToken, Task<object?>> handle,
    Func<ValueTask> close,
    TimeSpan grace,
    TimeProvider time,
    ILogger logger
) : IItemRunner
{
    private int abandoned;

    public bool IsInstant => false;

    public async ValueTask<ItemOutcome> RunAsync(ItemEnvelope envelope, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        // A handler may block its thread before it returns its task; that must not block the worker's.
        var call = Task.Run(() => CallAsync(new ItemContext(envelope, logger), stop), CancellationToken.None);
        try
        {
            return Settled(await call.WaitAsync(stop), stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return await LastWordAsync(call, envelope, stop);
        }
    }

    public ValueTask DisposeAsync() => close();

    private async Task<ItemOutcome> LastWordAsync(Task<ItemOutcome> call, ItemEnvelope envelope, CancellationToken stop)
    {
        try
        {
            return Settled(await call.WaitAsync(grace, time, CancellationToken.None), stop);
        }
        catch (TimeoutException)
        {
            if (Interlocked.Exchange(ref abandoned, 1) == 0)
                HandlerLog.CallAbandoned(logger, automation, envelope.Item.Id.Value, grace);
            throw new HandlerStoppedException(standardError: null, stop);
        }
    }

    // A handler that heeds cancellation commonly throws, and may have done so before the wait for it was cancelled.
    private static ItemOutcome Settled(ItemOutcome outcome, CancellationToken stop) =>
        stop.IsCancellationRequested && outcome is ItemFailed { Kind: FailureKind.Technical }
            ? throw new HandlerStoppedException(outcome.StandardError, stop)
            : outcome;

    // Never throws: what a handler throws is an outcome, whatever it is.
    private async Task<ItemOutcome> CallAsync(ItemContext context, CancellationToken stop)
    {
        try
        {
            return Result(await handle(context, stop));
        }
        catch (BusinessException refused)
        {
            return new ItemFailed(
                HandlerAnswer.Storable(refused.Code),
                HandlerAnswer.Storable(refused.Message),
                FailureKind.Business
            );
        }
        catch (Exception thrown)
        {
            return new ItemFailed(
                thrown.GetType().Name,
                HandlerAnswer.Storable($"{thrown.GetType().Name}: {thrown.Message}"),
                FailureKind.Technical
            )
            {
                StandardError = HandlerAnswer.Storable(thrown.ToString(), ExecutionDefaults.StandardErrorBytes),
            };
        }
    }

    private static ItemOutcome Result(object? value)
    {
        try
        {
            return new ItemSucceeded(value as Payload ?? (value is null ? null : Payload.Of(value)));
        }
        catch (PayloadException refused)
        {
            return new ItemFailed(refused.Code, $"The result: {refused.Message}.", FailureKind.Business);
        }
        catch (Exception cause) when (cause is JsonException or NotSupportedException)
        {
            return new ItemFailed(
                ErrorCodes.BadResult,
                $"The result, a {value!.GetType().Name}, cannot be written as JSON: {cause.Message}",
                FailureKind.Business
            );
        }
    }
}
