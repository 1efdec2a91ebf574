using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain;

namespace AutomationPlatform.Infrastructure.Execution.Handlers;

/// <summary>The platform's own handlers: <c>noop</c> returns <c>{}</c>, <c>echo</c> the payload.</summary>
internal sealed class BuiltinRunner(bool echo) : IItemRunner
{
    internal const string Noop = "noop";
    internal const string Echo = "echo";

    private static readonly ItemOutcome Empty = new ItemSucceeded(Payload.Parse("{}"));

    public bool IsInstant => true;

    public ValueTask<ItemOutcome> RunAsync(ItemEnvelope envelope, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        return new(echo ? Echoed(envelope.Item.Payload) : Empty);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static ItemSucceeded Echoed(string? payload) => new(payload is null ? null : Payload.FromStorage(payload));
}
