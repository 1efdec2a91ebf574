namespace AutomationPlatform.Application.Execution;

/// <summary>Grants places to runs by the rule of <see cref="Turns"/>: for claims, and for the slots of a handler.</summary>
/// <remarks>A run that competes with nobody is let in at once, without an allocation. Thread-safe.</remarks>
/// <param name="capacity">How many places may be taken at once.</param>
internal sealed class TurnGate(int capacity)
{
    private readonly Lock gate = new();
    private readonly Turns turns = new();
    private readonly List<TurnSeat> competing = [];
    private int free = capacity;

    /// <summary>The seat of a run; it competes only while it waits or has said that it comes back.</summary>
    internal TurnSeat Seat(int priority) => new(this, priority);

    internal ValueTask EnterAsync(TurnSeat seat, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled(cancellationToken);
        Waiter waiter;
        lock (gate)
        {
            ComesBack(seat, false);
            if (free > 0 && competing.Count == 0)
            {
                free--;
                turns.Grant(seat, competing);
                return ValueTask.CompletedTask;
            }
            waiter = new Waiter(seat);
            seat.Waiting.AddLast(waiter);
            Compete(seat);
            GrantAll();
        }
        var unhurried = waiter.Task.IsCompleted || !cancellationToken.CanBeCanceled;
        return new ValueTask(unhurried ? waiter.Task : WaitAsync(waiter, cancellationToken));
    }

    /// <summary>Takes up to so many places that are free now and that nobody else competes for; never waits.</summary>
    internal int EnterMore(TurnSeat seat, int wanted)
    {
        lock (gate)
        {
            if (competing.Count > 0)
                return 0;
            var taken = Math.Min(free, wanted);
            free -= taken;
            return taken;
        }
    }

    internal void Leave(TurnSeat seat, bool comesBack)
    {
        lock (gate)
        {
            free++;
            ComesBack(seat, comesBack);
            GrantAll();
        }
    }

    internal void Retract(TurnSeat seat)
    {
        lock (gate)
        {
            ComesBack(seat, false);
            GrantAll();
        }
    }

    private async Task WaitAsync(Waiter waiter, CancellationToken cancellationToken)
    {
        await using var registration = cancellationToken.Register(() => GiveUp(waiter, cancellationToken));
        await waiter.Task;
    }

    private void GiveUp(Waiter waiter, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (!waiter.Seat.Waiting.Remove(waiter))
                return;
            StopCompeting(waiter.Seat);
            GrantAll();
        }
        waiter.TrySetCanceled(cancellationToken);
    }

    private void GrantAll()
    {
        while (free > 0 && Next() is { } seat)
        {
            var waiter = seat.Waiting.First!.Value;
            seat.Waiting.RemoveFirst();
            free--;
            turns.Grant(seat, competing);
            StopCompeting(seat);
            waiter.TrySetResult();
        }
    }

    // A place is kept for one that has said it comes back only where it is its turn and nobody of its priority waits.
    private TurnSeat? Next()
    {
        if (turns.Next(competing) is not { } seat)
            return null;
        if (seat.Waiting.Count > 0)
            return seat;
        var returning = competing.Count(other => other.Waiting.Count == 0 && other.Priority >= seat.Priority);
        TurnSeat[] waiting =
        [
            .. competing.Where(other =>
                other.Waiting.Count > 0 && (other.Priority == seat.Priority || free > returning)
            ),
        ];
        return turns.Next(waiting);
    }

    private void ComesBack(TurnSeat seat, bool value)
    {
        seat.ComesBack = value;
        if (value)
            Compete(seat);
        else
            StopCompeting(seat);
    }

    private void Compete(TurnSeat seat)
    {
        if (!competing.Contains(seat))
            competing.Add(seat);
    }

    private void StopCompeting(TurnSeat seat)
    {
        if (seat.Waiting.Count == 0 && !seat.ComesBack)
            competing.Remove(seat);
    }

    internal sealed class Waiter(TurnSeat seat)
        : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        internal TurnSeat Seat { get; } = seat;
    }
}

/// <summary>One run's seat before a gate. Thread-safe: several of its attempts may wait at once.</summary>
internal sealed class TurnSeat(TurnGate gate, int priority) : ITakesTurns, IDisposable
{
    /// <inheritdoc/>
    public int Priority { get; } = priority;

    /// <inheritdoc/>
    public long LastTurn { get; set; }

    /// <summary>Guarded by the gate.</summary>
    internal LinkedList<TurnGate.Waiter> Waiting { get; } = [];

    /// <summary>True while it holds no place and will want one in a moment. Guarded by the gate.</summary>
    internal bool ComesBack { get; set; }

    /// <summary>Waits for a place.</summary>
    internal ValueTask EnterAsync(CancellationToken cancellationToken) => gate.EnterAsync(this, cancellationToken);

    /// <summary>Takes up to so many more places, where nobody else wants them; never waits.</summary>
    internal int EnterMore(int wanted) => gate.EnterMore(this, wanted);

    /// <summary>Gives a place back.</summary>
    /// <param name="comesBack">True when it will want one again in a moment: a lower priority then waits for its turn.</param>
    internal void Leave(bool comesBack = false) => gate.Leave(this, comesBack);

    /// <summary>Says that it does not come back after all.</summary>
    public void Dispose() => gate.Retract(this);
}
