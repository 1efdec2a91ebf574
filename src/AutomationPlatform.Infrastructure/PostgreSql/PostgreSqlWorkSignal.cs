using AutomationPlatform.Application.Events;
using AutomationPlatform.Application.Execution;
using Npgsql;

namespace AutomationPlatform.Infrastructure.PostgreSql;

/// <summary>Hears PostgreSQL's notifications that work appeared, on a connection of its own. Thread-safe; dispose it.</summary>
/// <remarks>The connection is opened at the first wait and again after it was lost; meanwhile waits last their whole time.</remarks>
/// <param name="source">Where connections come from; a pooler of transactions loses notifications.</param>
/// <param name="clock">Measures how long is waited.</param>
public sealed class PostgreSqlWorkSignal(NpgsqlDataSource source, TimeProvider clock) : IWorkSignal, IAsyncDisposable
{
    private readonly PostgreSqlListener listener = new(source, clock, "LISTEN apc_work");

    /// <inheritdoc/>
    public Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken) =>
        listener.WaitAsync(atMost, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => listener.DisposeAsync();
}

/// <summary>Hears that deliveries were written, likewise.</summary>
internal sealed class PostgreSqlOutboxSignal(NpgsqlDataSource source, TimeProvider clock)
    : IOutboxSignal,
        IAsyncDisposable
{
    private readonly PostgreSqlListener listener = new(source, clock, "LISTEN apc_events");

    public Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken) =>
        listener.WaitAsync(atMost, cancellationToken);

    public ValueTask DisposeAsync() => listener.DisposeAsync();
}
