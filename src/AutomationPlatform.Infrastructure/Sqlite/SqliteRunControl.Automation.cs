using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Infrastructure.Execution;

namespace AutomationPlatform.Infrastructure.Sqlite;

internal sealed partial class SqliteRunControl
{
    private const string ReadAutomationPause = "SELECT name, paused_at IS NOT NULL FROM automation WHERE id = @id";

    // A null reason takes the pause back: its moment and its reason go together.
    private const string PauseAutomation = """
        UPDATE automation SET paused_at = CASE WHEN @reason IS NOT NULL THEN @now END, pause_reason = @reason,
            version = version + 1, updated_at = @now, updated_by = @actor
        WHERE id = @id
        """;

    /// <inheritdoc/>
    public async Task SetAutomationPausedAsync(
        AutomationId automation,
        string? reason,
        string actor,
        CancellationToken cancellationToken
    )
    {
        var given = reason is null ? null : RunState.Reason(reason);
        await writer.TransactionAsync(
            session =>
            {
                var id = SqliteForm.Of(automation.Value);
                var found = session.List(
                    ReadAutomationPause,
                    row => new AutomationState(row.Text(0), row.Flag(1)),
                    ("id", id)
                );
                var state = AutomationState.Require(automation, found.SingleOrDefault());
                state.CheckPause(given);
                SqliteAudit.Add(session, RunEntries.AutomationPaused(automation, state.Name, given, actor));
                return session.Execute(
                    PauseAutomation,
                    ("reason", given),
                    ("now", session.Now),
                    ("actor", actor),
                    ("id", id)
                );
            },
            cancellationToken
        );
        if (given is null)
            pulse.Give();
    }
}
