using Microsoft.Extensions.Logging;

namespace AutomationPlatform.Application.Events;

/// <summary>Gathers what became of attempts and writes it soon, so that a crash repeats little. Thread-safe.</summary>
internal sealed class SettlementBook(
    Subscription subscription,
    Guid relay,
    IOutbox outbox,
    TimeProvider clock,
    ILogger logger
) : IAsyncDisposable
{
    private readonly SemaphoreSlim turn = new(1, 1);
    private readonly List<Settlement> open = [];
    private string? pauseReason;
    private long writtenAt = clock.GetTimestamp();
    private volatile bool ended;

    /// <summary>False once the lease was lost or the subscription is paused.</summary>
    internal bool MayGoOn => !ended;

    internal async Task EnterAsync(Settlement settlement, string? pause, CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            open.Add(settlement);
            pauseReason ??= pause;
            if (pause is not null || clock.GetElapsedTime(writtenAt) >= DeliveryLimits.SettleWithin)
                await WriteOpenAsync(cancellationToken);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Writes what is not written yet.</summary>
    internal async Task WriteAsync(CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            await WriteOpenAsync(cancellationToken);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>What was delivered before an end by force is written all the same: it would only be delivered twice.</summary>
    public async ValueTask DisposeAsync()
    {
        if (open.Count > 0 && !ended)
        {
            using var limit = new CancellationTokenSource(DeliveryLimits.Attempt);
            await WriteAsync(limit.Token);
        }
        turn.Dispose();
    }

    private async Task WriteOpenAsync(CancellationToken cancellationToken)
    {
        writtenAt = clock.GetTimestamp();
        if (open.Count == 0 || ended)
            return;
        var settled = await outbox.SettleAsync(subscription, relay, open, pauseReason, cancellationToken);
        open.Clear();
        ended = settled != Settled.Written;
        if (settled == Settled.Paused)
            RelayLog.Paused(logger, subscription.Id, pauseReason ?? "every attempt of a day has failed");
    }
}
