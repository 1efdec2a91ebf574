namespace AutomationPlatform.Application.Execution;

/// <summary>Lets many attempts run side by side, or one alone: an item that was lost twice may be the one that kills.</summary>
/// <remarks>One per process. An attempt that is to run alone waits for the others to end and keeps new ones out. Thread-safe.</remarks>
internal sealed class SoloGate : IDisposable
{
    // More than any process runs at once; alone means taking every place.
    private const int Places = 10_000;

    private readonly SemaphoreSlim places = new(Places, Places);
    private readonly SemaphoreSlim turn = new(1, 1);

    internal async Task<IDisposable> EnterAsync(bool alone, CancellationToken cancellationToken)
    {
        var wanted = alone ? Places : 1;
        await turn.WaitAsync(cancellationToken);
        var taken = 0;
        try
        {
            for (; taken < wanted; taken++)
                await places.WaitAsync(cancellationToken);
            return new Pass(places, wanted);
        }
        catch
        {
            if (taken > 0)
                places.Release(taken);
            throw;
        }
        finally
        {
            turn.Release();
        }
    }

    public void Dispose()
    {
        places.Dispose();
        turn.Dispose();
    }

    private sealed class Pass(SemaphoreSlim places, int taken) : IDisposable
    {
        public void Dispose() => places.Release(taken);
    }
}
