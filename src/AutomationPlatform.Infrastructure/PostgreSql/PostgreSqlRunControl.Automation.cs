using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Infrastructure.Execution;
using static AutomationPlatform.Infrastructure.PostgreSql.PostgreSqlParameters;

namespace AutomationPlatform.Infrastructure.PostgreSql;

public sealed partial class PostgreSqlRunControl
{
    private const string LockAutomation =
        "SELECT name, paused_at IS NOT NULL FROM automation WHERE id = $1 FOR NO KEY UPDATE";

    // $3 null takes the pause back: its moment and its reason go together.
    private const string PauseAutomation = """
        UPDATE automation SET paused_at = CASE WHEN $3 IS NOT NULL THEN now END, pause_reason = $3,
            version = version + 1, updated_at = now, updated_by = $4
        FROM (SELECT coalesce($1, clock_timestamp()) AS now) AS clock WHERE id = $2
        """;

    /// <inheritdoc/>
    public Task SetAutomationPausedAsync(
        AutomationId automation,
        string? reason,
        string actor,
        CancellationToken cancellationToken
    )
    {
        var given = reason is null ? null : RunState.Reason(reason);
        return access.TransactionAsync(
            async (connection, token) =>
            {
                var found = await PostgreSqlAccess.ListAsync(
                    connection,
                    LockAutomation,
                    row => new AutomationState(row.GetString(0), row.GetBoolean(1)),
                    token,
                    Id(automation.Value)
                );
                var state = AutomationState.Require(automation, found.SingleOrDefault());
                state.CheckPause(given);
                await LogAsync(connection, RunEntries.AutomationPaused(automation, state.Name, given, actor), token);
                await PostgreSqlAccess.ExecuteAsync(
                    connection,
                    PauseAutomation,
                    token,
                    access.Now(),
                    Id(automation.Value),
                    Text(given),
                    Text(actor)
                );
                return given is null
                    ? await PostgreSqlAccess.ExecuteAsync(connection, PostgreSqlAnswerSql.Notify, token)
                    : 0;
            },
            cancellationToken
        );
    }
}
