using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Infrastructure.Database.Doctor;

/// <summary>Runs end when none of their items is active, and not before.</summary>
internal static class RunChecks
{
    /// <summary>A worker ends a run right after its last answer; after so long nobody is about to: 60 s.</summary>
    private const int EndedLongAgoSeconds = 60;

    internal static IReadOnlyList<DoctorCheck> All(IReadConnections connections, Func<IWorkQueue> queue) =>
        [Unended(connections, queue), EndedEarly(), BatchEndedEarly()];

    private const string FromUnended = """
        FROM run r
        WHERE r.driver = 'WORKERS' AND NOT r.hidden AND r.status IN ('PENDING', 'PROCESSING', 'RETRYING')
          AND NOT EXISTS (SELECT 1 FROM item_count c WHERE c.run_id = r.id GROUP BY c.run_id
                          HAVING sum(c.pending) + sum(c.processing) + sum(c.retrying) > 0)
        """;

    private static string FromLongUnended(IReadConnections connections) =>
        $"""
            FROM (SELECT r.id, r.status, coalesce((SELECT max(ie.finished_at)
                          FROM batch_execution be JOIN item_execution ie ON ie.batch_execution_id = be.id
                          WHERE be.run_id = r.id), r.created_at) AS last_end
                  {FromUnended}) u
            WHERE u.last_end < {connections.Clock(-EndedLongAgoSeconds)}
            """;

    private static DoctorCheck Unended(IReadConnections connections, Func<IWorkQueue> queue) =>
        new("run-unended", "runs without active items have ended")
        {
            Find = $"""
                SELECT 'run ' || CAST(u.id AS text) AS subject,
                       'it is ' || CAST(u.status AS text) || ' though none of its items is active' AS problem
                {FromLongUnended(connections)}
                """,
            Remedy = "any worker ends it (apc worker --drain), and so does apc db doctor --repair",
            Repair = async (session, cancellationToken) =>
            {
                var runs = await session.ListAsync(
                    $"SELECT u.id {FromLongUnended(connections)}",
                    row => RunId.From(row.Id()),
                    cancellationToken
                );
                foreach (var run in runs)
                    await queue().EndIfDoneAsync(run, cancellationToken);
            },
            Repaired = "it was ended",
        };

    private static DoctorCheck EndedEarly() =>
        new("run-ended-early", "ended runs have no active items")
        {
            Find = """
                SELECT 'run ' || CAST(r.id AS text) AS subject,
                       'it is ' || CAST(r.status AS text) || ' and ' || CAST(count(*) AS text)
                           || ' of its items are still active' AS problem
                FROM run r JOIN item_execution ie ON ie.run_id = r.id
                WHERE r.driver = 'WORKERS' AND NOT r.hidden AND r.finished_at IS NOT NULL
                  AND ie.status IN ('PENDING', 'PROCESSING', 'RETRYING')
                GROUP BY r.id, r.status
                """,
            Remedy = "no worker will touch these items: start the work again as a new run",
        };

    private static DoctorCheck BatchEndedEarly() =>
        new("batch-ended-early", "ended batch executions have no active items")
        {
            Find = """
                SELECT 'batch execution ' || CAST(be.id AS text) AS subject,
                       'it is ' || CAST(be.status AS text) || ' and ' || CAST(count(*) AS text)
                           || ' of its items are still active' AS problem
                FROM batch_execution be JOIN run r ON r.id = be.run_id AND r.driver = 'WORKERS' AND NOT r.hidden
                JOIN item_execution ie ON ie.batch_execution_id = be.id
                WHERE be.finished_at IS NOT NULL AND r.finished_at IS NULL
                  AND ie.status IN ('PENDING', 'PROCESSING', 'RETRYING')
                GROUP BY be.id, be.status
                """,
            Remedy = "the run goes on and ends its batches anew; look at it again once the run has ended",
        };
}
