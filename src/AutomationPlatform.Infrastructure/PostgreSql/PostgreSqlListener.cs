using AutomationPlatform.Infrastructure.Execution;
using Npgsql;

namespace AutomationPlatform.Infrastructure.PostgreSql;

/// <summary>Hears PostgreSQL's notifications of one kind, on a connection of its own. Thread-safe; dispose it.</summary>
/// <remarks>The connection is opened at the first wait and again after it was lost; meanwhile waits last their whole time.</remarks>
/// <param name="source">Where connections come from; a pooler of transactions loses notifications.</param>
/// <param name="clock">Measures how long is waited.</param>
/// <param name="listen">The statement that says what to hear.</param>
internal sealed class PostgreSqlListener(NpgsqlDataSource source, TimeProvider clock, string listen) : IAsyncDisposable
{
    /// <summary>How long to wait before the connection is tried again after it was lost: 5 s.</summary>
    internal static readonly TimeSpan Reconnect = TimeSpan.FromSeconds(5);

    /// <summary>How long it may be silent before the connection is probed: 30 s.</summary>
    internal static readonly TimeSpan Probe = TimeSpan.FromSeconds(30);

    private readonly WorkPulse pulse = new(clock);
    private readonly CancellationTokenSource closing = new();
    private readonly Lock gate = new();
    private Task? listening;

    /// <summary>Waits until something was heard, or for as long as this.</summary>
    internal Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        lock (gate)
            listening ??= Task.Run(ListenAsync, CancellationToken.None);
        return pulse.WaitAsync(atMost, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        if (listening is not null)
            await listening;
        closing.Dispose();
        pulse.Dispose();
    }

    private async Task ListenAsync()
    {
        while (!closing.IsCancellationRequested)
        {
            try
            {
                await ListenOnceAsync(closing.Token);
            }
            catch (OperationCanceledException) when (closing.IsCancellationRequested)
            {
                return;
            }
            catch (NpgsqlException)
            {
                // A notification is a hint: what is missed meanwhile is found when the wait's time is over.
                await Task.Delay(Reconnect, clock, closing.Token)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task ListenOnceAsync(CancellationToken token)
    {
        await using var connection = await source.OpenConnectionAsync(token);
        var schema = (string)
            (await new NpgsqlCommand("SELECT current_schema()", connection).ExecuteScalarAsync(token))!;
        connection.Notification += (_, told) =>
        {
            if (told.Payload == schema)
                pulse.Give();
        };
        await PostgreSqlAccess.ExecuteAsync(connection, listen, token);
        // Whatever happened before this connection listened would otherwise be missed.
        pulse.Give();
        while (true)
        {
            // A connection that died silently is found out by asking it something.
            if (!await connection.WaitAsync(Probe, token))
                await PostgreSqlAccess.ExecuteAsync(connection, "SELECT 1", token);
        }
    }
}
