using AutomationPlatform.Application.Execution;

namespace AutomationPlatform.Infrastructure.Execution;

/// <summary>A signal that stays given until one wait takes it. Thread-safe.</summary>
internal sealed class WorkPulse(TimeProvider clock) : IWorkSignal, IDisposable
{
    private readonly SemaphoreSlim given = new(0, 1);
    private readonly Lock gate = new();

    /// <summary>Ends the present wait, or the next one at once.</summary>
    internal void Give()
    {
        lock (gate)
        {
            if (given.CurrentCount == 0)
                given.Release();
        }
    }

    /// <inheritdoc/>
    public async Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        using var over = new CancellationTokenSource(atMost, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(over.Token, cancellationToken);
        try
        {
            await given.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return;
        }
    }

    public void Dispose() => given.Dispose();
}
