using AutomationPlatform.Application;
using AutomationPlatform.Application.Privacy;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Infrastructure.Privacy;

/// <summary>Everything that is to be erased of an item, or of a batch itself, as it was read under locks.</summary>
/// <param name="Thing">What it is, for messages: <c>item</c> and its id.</param>
/// <param name="Batch">Its batch.</param>
/// <param name="Runs">The runs that have it.</param>
/// <param name="Payload">Its payload.</param>
/// <param name="Results">Its executions that have a result.</param>
/// <param name="Logs">How many logs there are.</param>
/// <param name="Archives">Files that may hold it.</param>
internal sealed record ErasedValues(
    string Thing,
    Guid Batch,
    IReadOnlyList<InvolvedRun> Runs,
    ErasedValue Payload,
    IReadOnlyList<ErasedValue> Results,
    int Logs,
    IReadOnlyList<string> Archives
)
{
    /// <summary>What callers are told of it.</summary>
    internal Erasure Told =>
        new(
            Payload.Json is not null,
            Results.Count,
            Logs,
            Results.Append(Payload).Count(value => value.IsChanged),
            Archives
        );

    /// <summary>Refuses what an unfinished run has, and what there is nothing left of.</summary>
    internal void Check()
    {
        if (Runs.FirstOrDefault(run => run.InTheMaking) is { } made)
            throw new ConflictException(
                $"{Thing}: run {made.Id} of its batch is just being made; erase it once that run has ended"
            );
        if (Runs.FirstOrDefault(run => !run.Status.IsFinished()) is { } open)
            throw new ConflictException(
                $"{Thing}: run {open.Id} has it and is {open.Status.Name()}; erase it once that run has ended, or end it "
                    + $"now with: apc runs cancel {open.Id}"
            );
        if (Told.IsEmpty)
            throw new ConflictException(
                $"{Thing}: nothing is left to erase; `apc items show` says when it was redacted"
            );
    }

    /// <summary>There is no such thing.</summary>
    internal static NotFoundException Missing(string thing) =>
        new($"{thing}: there is none; list what there is with: apc items list, apc batches list");
}
