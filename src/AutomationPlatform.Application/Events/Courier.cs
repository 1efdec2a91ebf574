using System.Security.Cryptography;
using Microsoft.Extensions.Logging;

namespace AutomationPlatform.Application.Events;

/// <summary>Delivers to one subscription while its relay has the lease. Disposing ends it: an attempt under way has not happened.</summary>
internal sealed class Courier(
    Subscription subscription,
    Guid relay,
    IOutbox outbox,
    IDeliverer deliverer,
    TimeProvider clock,
    ILogger logger
) : IAsyncDisposable
{
    private readonly SemaphoreSlim woken = new(0, 1);
    private readonly CancellationTokenSource ending = new();
    private readonly SubscriptionLease lease = new(subscription.Id, relay, outbox, clock);

    private Task running = Task.CompletedTask;

    /// <summary>Whether another relay had the subscription when it was last looked.</summary>
    internal bool LeasedElsewhere { get; set; }

    /// <summary>Lets it look for what is due.</summary>
    internal void Wake()
    {
        // Two wakings before it looks are one.
        if (woken.CurrentCount == 0)
            woken.Release();
    }

    /// <summary>Lets it deliver whenever it is woken.</summary>
    internal Courier Start(CancellationToken stop)
    {
        running = Task.Run(() => RunAsync(stop), CancellationToken.None);
        return this;
    }

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        await running;
        lease.Dispose();
        ending.Dispose();
        woken.Dispose();
    }

    private async Task RunAsync(CancellationToken stop)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, ending.Token);
        while (!either.IsCancellationRequested)
        {
            try
            {
                await woken.WaitAsync(either.Token);
                if (!LeasedElsewhere)
                    await DeliverDueAsync(either.Token);
            }
            catch (OperationCanceledException) when (either.IsCancellationRequested)
            {
                return;
            }
            catch (Exception trouble)
            {
                RelayLog.Trouble(logger, trouble);
            }
        }
    }

    private async Task DeliverDueAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var due = await outbox.ListDueAsync(subscription.Id, DeliveryLimits.Batch, cancellationToken);
            if (due.Count == 0)
                return;
            if (!lease.IsHeld)
            {
                if (!await lease.RequireAsync(cancellationToken))
                    return;
                // What was read before the lease may have been delivered by the relay that had it.
                continue;
            }
            if (!await DeliverAsync(due, cancellationToken))
                return;
        }
    }

    /// <summary>Delivers what is due.</summary>
    /// <returns>False when there is nothing to go on with: the lease is lost, or the subscription is paused.</returns>
    private async Task<bool> DeliverAsync(IReadOnlyList<Delivery> due, CancellationToken cancellationToken)
    {
        await using var book = new SettlementBook(subscription, relay, outbox, clock, logger);
        if (deliverer.AtOnce == 1)
        {
            await DeliverInOrderAsync(due, book, cancellationToken);
        }
        else
        {
            var streams = due.GroupBy(delivery => delivery.StreamId).Select(stream => stream.ToArray());
            var degree = new ParallelOptions
            {
                MaxDegreeOfParallelism = deliverer.AtOnce,
                CancellationToken = cancellationToken,
            };
            await Parallel.ForEachAsync(
                streams,
                degree,
                async (stream, token) => await DeliverInOrderAsync(stream, book, token)
            );
        }
        await book.WriteAsync(cancellationToken);
        if (!book.MayGoOn)
            lease.Drop();
        return book.MayGoOn;
    }

    private async Task DeliverInOrderAsync(
        IReadOnlyList<Delivery> due,
        SettlementBook book,
        CancellationToken cancellationToken
    )
    {
        HashSet<Guid>? heldBack = null;
        foreach (var delivery in due)
        {
            if (heldBack?.Contains(delivery.StreamId) == true)
                continue;
            if (!book.MayGoOn || !await lease.RequireAsync(cancellationToken))
                return;
            var answer = await deliverer.DeliverAsync(subscription, delivery, cancellationToken);
            var settlement = Settle(delivery, answer);
            if (settlement.RetryIn is not null)
                (heldBack ??= []).Add(delivery.StreamId);
            await book.EnterAsync(settlement, answer.PauseReason, cancellationToken);
        }
    }

    private Settlement Settle(Delivery delivery, DeliveryAnswer answer)
    {
        if (answer.Error is not { } error)
            return new Settlement(delivery, Error: null, RetryIn: null);
        var text = Domain.ErrorText.Cut(error, DeliveryAnswer.ErrorLimit);
        // What the subscriber wants no more is not counted against the event.
        var retryIn = answer.PauseReason is not null
            ? TimeSpan.Zero
            : DeliveryPolicy.After(delivery.Attempts + 1, Chance(), answer.RetryAfter);
        if (retryIn is null)
            RelayLog.GivenUp(logger, delivery.EventId, subscription.Id, text);
        else
            RelayLog.NotTaken(logger, delivery.EventId, subscription.Id, text);
        return new Settlement(delivery, text, retryIn);
    }

    private static double Chance() => RandomNumberGenerator.GetInt32(int.MaxValue) / (double)int.MaxValue;
}
