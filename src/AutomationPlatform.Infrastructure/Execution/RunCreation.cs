using AutomationPlatform.Application;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Infrastructure.Execution;

/// <summary>How far the making of a run has come. A value: a slice that is undone leaves the one before.</summary>
internal sealed record RunCreation
{
    private RunCreation(NewRun run) => Run = run;

    /// <summary>What is to be made.</summary>
    internal NewRun Run { get; }

    /// <summary>The run's identifier.</summary>
    internal RunId RunId { get; } = new(Guid.CreateVersion7());

    /// <summary>Who makes it: whose lease it is.</summary>
    internal Guid Owner { get; } = Guid.CreateVersion7();

    /// <summary>Its batch executions, in order.</summary>
    internal IReadOnlyList<NewBatchExecution> Batches { get; private init; } = [];

    /// <summary>Whether a slice was committed.</summary>
    internal bool IsBegun { get; private init; }

    /// <summary>Whether the last slice was committed and the run can be seen.</summary>
    internal bool IsComplete { get; private init; }

    /// <summary>How many item executions were made.</summary>
    internal long Made { get; private init; }

    /// <summary>How many more this slice may make.</summary>
    internal int Room { get; private init; } = ExecutionDefaults.SliceRows;

    /// <summary>The last item of the present batch whose execution was made; -1 before the first.</summary>
    internal int AfterSequenceNumber { get; private init; } = -1;

    private int Index { get; init; }

    /// <summary>The batch whose items come next; null when all were made.</summary>
    internal NewBatchExecution? Current => Index < Batches.Count ? Batches[Index] : null;

    /// <summary>Begins the making of a run.</summary>
    /// <exception cref="ValidationException">Priority, maximum attempts or correlation id is out of its range.</exception>
    /// <exception cref="ConflictException">A batch is named twice.</exception>
    internal static RunCreation Of(NewRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (run.Priority is < 0 or > 9)
            throw new ValidationException(nameof(Domain.Execution.Run), "priority", $"is {run.Priority}; give 0 to 9");
        if (run.MaxAttempts < 1)
            throw new ValidationException(
                nameof(ItemExecution),
                "maxAttempts",
                $"is {run.MaxAttempts}; give 1 or more"
            );
        // The definition's own constructor holds the rule of thresholds.
        _ = new AutomationSettings { FailureThreshold = run.FailureThreshold };
        // The entity's own constructor holds the rule of correlation ids.
        _ = new Run(run.AutomationId, run.CorrelationId);
        if (run.Batches.Distinct().Count() != run.Batches.Count)
            throw new ConflictException("new run: a batch is named twice; name each once");
        return new RunCreation(run)
        {
            Batches =
            [
                .. run.Batches.Select(
                    (batch, ordinal) => new NewBatchExecution(new(Guid.CreateVersion7()), batch, ordinal)
                ),
            ],
        };
    }

    /// <summary>Refuses what must not be run, with the reason.</summary>
    internal static void Check(NewRun run, (string Name, bool Active)? automation, IReadOnlyList<BatchState> batches)
    {
        if (automation is not { } found)
            throw new NotFoundException(
                $"automation {run.AutomationId}: there is none; list them with: apc automations list"
            );
        if (!found.Active)
            throw new ConflictException(
                $"automation '{found.Name}': it is deactivated; activate it with: apc automations activate"
            );
        // A restart takes the items that the run it restarts had, whatever became of their batch since.
        foreach (var batch in run.Restart is null ? batches : [])
            batch.Check(found.Name);
        if (run.Batches.Except(batches.Select(b => b.Id)).ToArray() is [var missing, ..])
            throw new NotFoundException(
                $"batch {missing}: automation '{found.Name}' has none such; see: apc batches list"
            );
    }

    /// <summary>The same with a whole slice's room, or another.</summary>
    internal RunCreation BeginSlice(int room = ExecutionDefaults.SliceRows) =>
        this with
        {
            IsBegun = true,
            Room = room,
        };

    /// <summary>Refuses a run of more items than one transaction of others may make.</summary>
    internal RunCreation RequireWithin(int room) =>
        Made <= room
            ? this
            : throw new InvalidInputException(
                $"new run: its batches have more items than the {room} rows that this transaction may still make, "
                    + $"of {EnlistedWork.RowLimit}; start it without a transaction of your own"
            );

    /// <summary>After so many items of the present batch, up to this one; fewer than there was room for were its last.</summary>
    internal RunCreation Advance(int count, int last) =>
        count < Room
            ? this with
            {
                Made = Made + count,
                Room = Room - count,
                Index = Index + 1,
                AfterSequenceNumber = -1,
            }
            : this with
            {
                Made = Made + count,
                Room = 0,
                AfterSequenceNumber = last,
            };

    /// <summary>The whole run was made and can be seen.</summary>
    internal RunCreation Complete() => this with { IsComplete = true };

    /// <summary>Somebody took it for abandoned and removed it.</summary>
    internal ConflictException LeaseLost() =>
        new($"run {RunId}: making it took longer than its lease and it was removed; start it again");
}

/// <summary>A batch execution to be made.</summary>
/// <param name="Id">Its identifier.</param>
/// <param name="BatchId">The batch.</param>
/// <param name="Ordinal">Its place in the run.</param>
internal sealed record NewBatchExecution(BatchExecutionId Id, BatchId BatchId, int Ordinal);

/// <summary>How a batch stands that is to be run.</summary>
/// <param name="Id">The batch.</param>
/// <param name="Name">Its name.</param>
/// <param name="Hidden">Whether its first import is under way, or was broken off.</param>
/// <param name="Active">Whether it is not deactivated.</param>
/// <param name="UnderImport">Whether items are being appended, or that was broken off.</param>
internal sealed record BatchState(BatchId Id, string Name, bool Hidden, bool Active, bool UnderImport)
{
    internal void Check(string automation)
    {
        if (Hidden || UnderImport)
            throw new ConflictException(
                $"batch '{Name}' of automation '{automation}': it is being imported; wait for the import's end, "
                    + "or import it again if that was broken off"
            );
        if (!Active)
            throw new ConflictException(
                $"batch '{Name}' of automation '{automation}': it is deactivated; activate it first"
            );
    }
}
