using AutomationPlatform.Application;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Infrastructure.Execution;

namespace AutomationPlatform.Infrastructure.Sqlite;

/// <summary>Makes runs and acts on many of their items, on SQLite.</summary>
/// <remarks>Each file of this class holds one verb; their SQL stands beside it.</remarks>
/// <param name="writer">The connection that set-based statements go through.</param>
/// <param name="pulse">Given when work appears, for workers of this process.</param>
/// <param name="queue">What ends a run that has nothing left to do.</param>
internal sealed partial class SqliteRunControl(SqliteWriter writer, WorkPulse pulse, IWorkQueue queue) : IRunControl
{
    private const string ReadState = """
        SELECT status, paused_at IS NOT NULL, cancel_requested_at IS NOT NULL, driver,
            EXISTS (SELECT 1 FROM run child WHERE child.parent_run_id = run.id)
        FROM run WHERE id = @run AND NOT hidden
        """;

    private const string Pause = """
        UPDATE run SET paused_at = @now, pause_reason = @reason, version = version + 1, updated_at = @now,
            updated_by = @actor
        WHERE id = @run
        """;

    private const string Resume = """
        UPDATE run SET paused_at = NULL, pause_reason = NULL, version = version + 1, updated_at = @now,
            updated_by = @actor
        WHERE id = @run
        """;

    /// <inheritdoc/>
    public async Task SetPausedAsync(RunId run, string? reason, string actor, CancellationToken cancellationToken)
    {
        await writer.TransactionAsync(
            session =>
            {
                ReadRun(session, run).CheckPause(reason);
                var given = reason is null ? null : RunState.Reason(reason);
                SqliteAudit.Add(session, RunEntries.RunPaused(run, given, actor));
                var id = SqliteForm.Of(run.Value);
                return given is null
                    ? session.Execute(Resume, ("now", session.Now), ("actor", actor), ("run", id))
                    : session.Execute(Pause, ("now", session.Now), ("reason", given), ("actor", actor), ("run", id));
            },
            cancellationToken
        );
        if (reason is null)
            pulse.Give();
    }

    /// <summary>How the run stands; the transaction itself is its lock, since there is one writer.</summary>
    /// <exception cref="NotFoundException">There is no such run.</exception>
    /// <exception cref="ConflictException">It is not driven by workers.</exception>
    private static RunState ReadRun(SqliteSession session, RunId run) =>
        RunState.Require(
            run,
            session
                .List(
                    ReadState,
                    row => new RunState(
                        run,
                        Lifecycle.Parse(row.Text(0)),
                        row.Flag(1),
                        row.Flag(2),
                        row.Text(3),
                        row.Flag(4)
                    ),
                    ("run", SqliteForm.Of(run.Value))
                )
                .SingleOrDefault()
        );
}
