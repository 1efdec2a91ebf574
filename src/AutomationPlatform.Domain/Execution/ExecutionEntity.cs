namespace AutomationPlatform.Domain.Execution;

/// <summary>An entity that follows the <see cref="Lifecycle"/>.</summary>
/// <typeparam name="TId">The type of its identifier.</typeparam>
public abstract class ExecutionEntity<TId> : Entity<TId>
    where TId : struct, IEntityId<TId>
{
    private protected ExecutionEntity() { }

    /// <summary>Where it stands. Starts PENDING.</summary>
    public ExecutionStatus Status { get; private set; } = ExecutionStatus.Pending;

    /// <summary>When it was started last, UTC; null before the first start.</summary>
    public DateTimeOffset? StartedAt { get; private set; }

    /// <summary>When it ended, UTC; null while it has not, and again once it is retried.</summary>
    public DateTimeOffset? FinishedAt { get; private set; }

    /// <summary>From the latest start to the end; null unless both are there.</summary>
    public TimeSpan? Duration => FinishedAt - StartedAt;

    /// <summary>Refuses the verb unless the table allows the step.</summary>
    /// <exception cref="InvalidStateException">The present status does not admit it.</exception>
    private protected void Check(ExecutionStatus next, string operation)
    {
        if (!Lifecycle.Allows(Status, next))
            throw Refusal(operation);
    }

    /// <summary>Says that the present status does not admit the verb.</summary>
    private protected InvalidStateException Refusal(string operation, string? remedy = null) =>
        new(Kind, Key.ToString(), Status.Name(), operation, remedy);

    /// <summary>The only writer of the status: checks the step, takes it, and stamps start and end.</summary>
    /// <returns>The status it had before.</returns>
    private protected ExecutionStatus MoveTo(ExecutionStatus next, DateTimeOffset now, string operation)
    {
        Check(next, operation);
        var previous = Status;
        Status = next;
        if (next == ExecutionStatus.Processing)
            StartedAt = Instant.From(now);
        FinishedAt = next.IsFinished() ? Instant.From(now) : null;
        Advance(now);
        return previous;
    }
}
