using AutomationPlatform.Domain.Definition;

namespace AutomationPlatform.Domain.Execution;

/// <summary>One batch inside one run.</summary>
public sealed class BatchExecution : ExecutionEntity<BatchExecutionId>
{
    private BatchExecution() { }

    /// <summary>Puts a batch into a run.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="batchId">The batch; unique within the run.</param>
    /// <param name="ordinal">Its place among the run's batches, from 0.</param>
    public BatchExecution(RunId runId, BatchId batchId, int ordinal = 0)
    {
        if (ordinal < 0)
            throw new ValidationException(nameof(BatchExecution), nameof(Ordinal), $"is {ordinal}; give 0 or more");
        RunId = runId;
        BatchId = batchId;
        Ordinal = ordinal;
    }

    /// <summary>The run.</summary>
    public RunId RunId { get; private set; }

    /// <summary>The batch.</summary>
    public BatchId BatchId { get; private set; }

    /// <summary>Its place among the run's batches, from 0; items are claimed in this order.</summary>
    public int Ordinal { get; private set; }

    /// <summary>Begins, or goes on after a retry.</summary>
    /// <exception cref="InvalidStateException">It is not PENDING or RETRYING.</exception>
    public void Start(DateTimeOffset now) => MoveTo(ExecutionStatus.Processing, now, nameof(Start));

    /// <summary>Ends well.</summary>
    /// <exception cref="InvalidStateException">It is not PROCESSING.</exception>
    public void Complete(DateTimeOffset now) => MoveTo(ExecutionStatus.Completed, now, nameof(Complete));

    /// <summary>Ends in failure and raises <see cref="BatchExecutionFailed"/>.</summary>
    /// <exception cref="InvalidStateException">It is not PROCESSING or RETRYING.</exception>
    public void Fail(DateTimeOffset now)
    {
        MoveTo(ExecutionStatus.Failed, now, nameof(Fail));
        RegisterEvent(new BatchExecutionFailed(Id, RunId, BatchId, UpdatedAt));
    }

    /// <summary>Ends because someone asked for it.</summary>
    /// <exception cref="InvalidStateException">It has ended.</exception>
    public void Cancel(DateTimeOffset now) => MoveTo(ExecutionStatus.Cancelled, now, nameof(Cancel));

    /// <summary>Is left out on purpose.</summary>
    /// <exception cref="InvalidStateException">It is not PENDING.</exception>
    public void Skip(DateTimeOffset now) => MoveTo(ExecutionStatus.Skipped, now, nameof(Skip));

    /// <summary>Re-opens it: RETRYING until its next start.</summary>
    /// <exception cref="InvalidStateException">It is not FAILED or PROCESSING.</exception>
    public void Retry(DateTimeOffset now) => MoveTo(ExecutionStatus.Retrying, now, nameof(Retry));
}
