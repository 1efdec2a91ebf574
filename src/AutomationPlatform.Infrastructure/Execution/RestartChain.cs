using AutomationPlatform.Application;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Infrastructure.Execution;

/// <summary>The runs that restart one another, as they were read under the lock of the first of them. A value.</summary>
/// <param name="Parent">The run to be restarted.</param>
/// <param name="Others">The other runs of the chain, all ended: what one of them completed is not done again.</param>
internal sealed record RestartChain(RunId Parent, IReadOnlyList<RunId> Others)
{
    // Up to the first run of the chain, then down to all that came of it.
    internal const string UpFrom =
        "WITH RECURSIVE up (id, parent_run_id) AS (SELECT id, parent_run_id FROM run WHERE id = ";

    internal const string AndDown = """
        UNION ALL
            SELECT p.id, p.parent_run_id FROM up u JOIN run p ON p.id = u.parent_run_id),
        chain (id) AS (
            SELECT id FROM up WHERE parent_run_id IS NULL
            UNION ALL
            SELECT c.id FROM chain JOIN run c ON c.parent_run_id = chain.id)
        SELECT r.id, CAST(r.status AS text), r.parent_run_id IS NULL FROM chain JOIN run r ON r.id = chain.id
        """;

    /// <summary>Refuses a restart while the run itself, or another one of its chain, has not ended.</summary>
    /// <param name="parent">The run to be restarted.</param>
    /// <param name="chain">Every run of its chain, itself and hidden ones included.</param>
    /// <param name="made">The new run, once its first slice was made.</param>
    internal static RestartChain Require(RunState parent, IEnumerable<ChainedRun> chain, RunId? made)
    {
        parent.CheckRestart();
        ChainedRun[] others = [.. chain.Where(run => run.Id != parent.Id && run.Id != made)];
        return others.FirstOrDefault(run => run.Status.IsActive()) is { } open
            ? throw new ConflictException(
                $"run {parent.Id}: it is being restarted already, by run {open.Id}; watch that one with: apc runs watch {open.Id}"
            )
            : new RestartChain(parent.Id, [.. others.Select(run => run.Id)]);
    }

    /// <summary>The spellings of the statuses that a scope takes.</summary>
    internal static string[] Statuses(RestartScope scope) =>
        scope == RestartScope.Failed
            ? [ExecutionStatus.Failed.Name()]
            : [ExecutionStatus.Failed.Name(), ExecutionStatus.Cancelled.Name(), ExecutionStatus.Skipped.Name()];
}

/// <summary>A run of a chain of restarts.</summary>
/// <param name="Id">The run.</param>
/// <param name="Status">Its status.</param>
/// <param name="IsFirst">Whether it restarts none.</param>
internal sealed record ChainedRun(RunId Id, ExecutionStatus Status, bool IsFirst);
