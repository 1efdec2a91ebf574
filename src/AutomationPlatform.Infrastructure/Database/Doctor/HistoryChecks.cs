using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Infrastructure.Database.Doctor;

/// <summary>Histories tell the whole story: no gap, no forbidden step, and they end where the item stands.</summary>
/// <remarks>None can be mended: history is append-only, and a state that differs from it was written past it.</remarks>
internal static class HistoryChecks
{
    internal static IReadOnlyList<DoctorCheck> All => [Gap(), Step(), End()];

    private static DoctorCheck Gap() =>
        new("history-gap", "histories have no gap")
        {
            Find = """
                SELECT 'item execution ' || CAST(h.item_execution_id AS text) AS subject,
                       'its history changes from ' || CAST(h.previous_status AS text) || ' at version '
                           || CAST(h.version AS text) || ', where it stood at ' || h.stood AS problem
                FROM (SELECT item_execution_id, version, previous_status,
                             coalesce(CAST(lag(new_status) OVER (PARTITION BY item_execution_id ORDER BY version) AS text),
                                      'PENDING') AS stood
                      FROM item_state_history) h
                WHERE CAST(h.previous_status AS text) <> h.stood
                """,
            Remedy =
                "a history row is missing or was forged: restore it from a backup, and find out who wrote past the platform",
        };

    private static DoctorCheck Step() =>
        new("history-step", "histories take allowed steps only")
        {
            Find = $"""
                SELECT 'item execution ' || CAST(h.item_execution_id AS text) AS subject,
                       'its history steps from ' || CAST(h.previous_status AS text) || ' to '
                           || CAST(h.new_status AS text) || ' at version ' || CAST(h.version AS text) AS problem
                FROM item_state_history h
                WHERE NOT (CAST(h.previous_status AS text) || '>' || CAST(h.new_status AS text) IN ({AllowedSteps()}))
                """,
            Remedy = "no verb takes this step: find out who wrote past the platform",
        };

    private static DoctorCheck End() =>
        new("history-end", "histories end where their items stand")
        {
            Find = """
                SELECT 'item execution ' || CAST(ie.id AS text) AS subject,
                       'it is ' || CAST(ie.status AS text) || ' at version ' || CAST(ie.version AS text)
                           || ', its history ends at ' || coalesce(CAST(h.new_status AS text), 'PENDING') || ' at version '
                           || CAST(coalesce(h.version, 1) AS text) AS problem
                FROM item_execution ie
                LEFT JOIN (SELECT item_execution_id, max(version) AS version
                           FROM item_state_history GROUP BY item_execution_id) l ON l.item_execution_id = ie.id
                LEFT JOIN item_state_history h ON h.item_execution_id = ie.id AND h.version = l.version
                WHERE CAST(ie.status AS text) <> coalesce(CAST(h.new_status AS text), 'PENDING') OR h.version > ie.version
                """,
            Remedy = "the state was written without its history, or the other way: compare with a backup",
        };

    private static string AllowedSteps() =>
        string.Join(
            ", ",
            Lifecycle.Statuses.SelectMany(from => Lifecycle.Next(from).Select(to => $"'{from.Name()}>{to.Name()}'"))
        );
}
