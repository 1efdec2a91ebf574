namespace AutomationPlatform.Application.Events;

/// <summary>A relay's hold on one subscription, counted on this process's clock from before it was asked for. Thread-safe.</summary>
internal sealed class SubscriptionLease(SubscriptionId subscription, Guid relay, IOutbox outbox, TimeProvider clock)
    : IDisposable
{
    private readonly SemaphoreSlim turn = new(1, 1);
    private long takenAt;
    private bool taken;

    public void Dispose() => turn.Dispose();

    /// <summary>Whether it outlasts one more attempt.</summary>
    internal bool IsHeld =>
        Volatile.Read(ref taken)
        && clock.GetElapsedTime(Volatile.Read(ref takenAt)) < DeliveryLimits.Lease - DeliveryLimits.Attempt;

    /// <summary>Forgets it: it was found lost, or of no more use.</summary>
    internal void Drop() => Volatile.Write(ref taken, false);

    /// <summary>Takes or renews it where it would not outlast one more attempt. False when another relay has it.</summary>
    internal async Task<bool> RequireAsync(CancellationToken cancellationToken)
    {
        if (IsHeld)
            return true;
        await turn.WaitAsync(cancellationToken);
        try
        {
            if (IsHeld)
                return true;
            var asked = clock.GetTimestamp();
            Volatile.Write(
                ref taken,
                await outbox.LeaseAsync(subscription, relay, DeliveryLimits.Lease, cancellationToken)
            );
            Volatile.Write(ref takenAt, asked);
            return taken;
        }
        finally
        {
            turn.Release();
        }
    }
}
