using AutomationPlatform.Application.Audit;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Infrastructure.Sqlite;

// What must hold before a seal is stored.
internal sealed partial class SqliteSealStore
{
    private static string? FindFree(SqliteSession session, string? run) =>
        session.List(SqliteSealSql.FindFree, row => row.Text(0), ("now", session.Now), ("run", run)).SingleOrDefault();

    // Null when it may be stored.
    private static SealOutcome? WhyNot(SqliteSession session, Guid owner, AuditedRun run, AuditPublicKey? key)
    {
        var id = SqliteForm.Of(run.Id.Value);
        var held = session.List(SqliteSealSql.Held, row => row.Text(0), ("run", id), ("owner", SqliteForm.Of(owner)));
        if (held.Count == 0)
            return SealOutcome.LeaseLost;
        var current = session.List(SqliteSealSql.ReadRun, row => (row.Number(0), row.Text(1)), ("run", id));
        if (current is not [var found] || found != (run.Version, run.Status.Name()))
        {
            session.Execute(SqliteSealSql.RemoveSegments, ("run", id), ("version", run.Version));
            return SealOutcome.Changed;
        }
        return key is null && ReadSetting(session, AuditDefaults.RequireSignatures) == "true"
            ? SealOutcome.SignatureRequired
            : null;
    }

    private static string? ReadSetting(SqliteSession session, string name) =>
        session.List(SqliteSealSql.Setting, row => row.Text(0), ("name", name)).SingleOrDefault();
}
