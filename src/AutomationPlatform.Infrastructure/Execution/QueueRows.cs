using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Infrastructure.Execution;

/// <summary>A run whose executions are still being made, and which is hidden meanwhile. Only read by the mapper.</summary>
internal sealed class RunCreationRow
{
    public RunId RunId { get; private set; }
}

/// <summary>An item execution that can be claimed. Only read by the mapper.</summary>
internal sealed class ReadyRow
{
    public RunId RunId { get; private set; }

    public long Position { get; private set; }

    public ItemExecutionId ItemExecutionId { get; private set; }

    public ExecutionStatus PreviousStatus { get; private set; }
}

/// <summary>An item execution that is FAILED. Only read by the mapper.</summary>
internal sealed class ItemFailureRow
{
    public RunId RunId { get; private set; }

    public ItemExecutionId ItemExecutionId { get; private set; }
}

/// <summary>Signed changes of the counts of a batch execution, by worker. Only read by the mapper.</summary>
internal sealed class ItemCountRow
{
    public RunId RunId { get; private set; }

    public long Pending { get; private set; }

    public long Processing { get; private set; }

    public long Completed { get; private set; }

    public long Failed { get; private set; }

    public long Cancelled { get; private set; }

    public long Skipped { get; private set; }

    public long Retrying { get; private set; }
}
