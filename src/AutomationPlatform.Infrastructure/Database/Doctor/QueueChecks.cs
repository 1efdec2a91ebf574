using AutomationPlatform.Application.Execution;

namespace AutomationPlatform.Infrastructure.Database.Doctor;

/// <summary>What waits is queued once, what is queued waits, and what is being done is held by someone.</summary>
internal static class QueueChecks
{
    private const int StrandedAtOnce = 500;

    internal static IReadOnlyList<DoctorCheck> All(IReadConnections connections, Func<IWorkQueue> queue) =>
        [StaleReady(), StaleDelayed(), QueuedTwice(), NotQueued(), Stranded(connections, queue)];

    private const string Waits = """
        JOIN run r ON r.id = ie.run_id AND r.driver = 'WORKERS' AND r.finished_at IS NULL
        JOIN batch_execution be ON be.id = ie.batch_execution_id
        JOIN item i ON i.id = ie.item_id
        """;

    private const string Position = "CAST(be.ordinal AS bigint) * 4294967296 + i.sequence_number";

    private const string IsStaleReady = $"""
        NOT EXISTS (SELECT 1 FROM item_execution ie {Waits}
                    WHERE ie.id = ready.item_execution_id AND ie.run_id = ready.run_id AND ie.version = ready.version
                      AND ie.status = ready.previous_status AND {Position} = ready.position)
        """;

    private const string IsStaleDelayed = $"""
        NOT EXISTS (SELECT 1 FROM item_execution ie {Waits}
                    WHERE ie.id = delayed.item_execution_id AND ie.run_id = delayed.run_id
                      AND ie.version = delayed.version AND ie.status = 'RETRYING' AND {Position} = delayed.position)
        """;

    private static DoctorCheck StaleReady() => Stale("ready", "ready", IsStaleReady);

    private static DoctorCheck StaleDelayed() => Stale("delayed", "delayed", IsStaleDelayed);

    // The fence already keeps a stale row from being claimed; it is in the way of nothing but order.
    private static DoctorCheck Stale(string name, string table, string isStale) =>
        new($"{name}-stale", $"what is {name} waits for a worker")
        {
            Find = $"""
                SELECT '{table} row ' || CAST(position AS text) || ' of run ' || CAST(run_id AS text) AS subject,
                       'item execution ' || CAST(item_execution_id AS text) || ' does not wait at version '
                           || CAST(version AS text) || ' in this place' AS problem
                FROM {table} WHERE {isStale}
                """,
            Remedy = "apc db doctor --repair removes the row",
            Repair = DoctorCheck.By($"DELETE FROM {table} WHERE {isStale}"),
            Repaired = "the row was removed",
        };

    private const string AlsoReady = """
        EXISTS (SELECT 1 FROM ready q
                WHERE q.run_id = delayed.run_id AND q.position = delayed.position
                  AND q.item_execution_id = delayed.item_execution_id AND q.version = delayed.version)
        """;

    private static DoctorCheck QueuedTwice() =>
        new("queue-double", "nothing is queued twice")
        {
            Find = $"""
                SELECT 'item execution ' || CAST(item_execution_id AS text) AS subject,
                       'it is ready and delayed at once' AS problem
                FROM delayed WHERE {AlsoReady}
                """,
            Remedy = "apc db doctor --repair removes the delayed row",
            Repair = DoctorCheck.By($"DELETE FROM delayed WHERE {AlsoReady}"),
            Repaired = "the delayed row was removed",
        };

    private const string FromNotQueued = $"""
        FROM item_execution ie {Waits}
        LEFT JOIN ready q ON q.run_id = ie.run_id AND q.item_execution_id = ie.id AND q.version = ie.version
        LEFT JOIN delayed d ON d.run_id = ie.run_id AND d.item_execution_id = ie.id AND d.version = ie.version
        WHERE ie.status IN ('PENDING', 'RETRYING') AND NOT r.hidden AND q.run_id IS NULL AND d.run_id IS NULL
        """;

    private static DoctorCheck NotQueued() =>
        new("queue-missing", "what waits is queued")
        {
            Find = $"""
                SELECT 'item execution ' || CAST(ie.id AS text) AS subject,
                       'it is ' || CAST(ie.status AS text) || ' in run ' || CAST(ie.run_id AS text)
                           || ' and in no queue: nobody will ever start it' AS problem
                {FromNotQueued}
                """,
            Remedy = "apc db doctor --repair queues it",
            Repair = DoctorCheck.By(
                $"""
                INSERT INTO ready (run_id, position, item_execution_id, version, previous_status, lost_count)
                SELECT ie.run_id, {Position}, ie.id, ie.version, ie.status, ie.lost_count
                {FromNotQueued}
                ON CONFLICT (run_id, position) DO NOTHING
                """
            ),
            Repaired = "it was queued",
        };

    private static string FromStranded(IReadConnections connections) =>
        $"""
            FROM item_execution ie
            JOIN run r ON r.id = ie.run_id AND r.driver = 'WORKERS' AND r.finished_at IS NULL AND NOT r.hidden
            LEFT JOIN {connections.HeldItems} ON held.id = ie.id AND held.version = ie.version
            WHERE ie.status = 'PROCESSING' AND held.id IS NULL
            """;

    private static DoctorCheck Stranded(IReadConnections connections, Func<IWorkQueue> queue) =>
        new("claim-missing", "what is being done is held by a worker")
        {
            Find = $"""
                SELECT 'item execution ' || CAST(ie.id AS text) AS subject,
                       'it is PROCESSING in run ' || CAST(ie.run_id AS text)
                           || ' and no worker holds it: nobody will ever end it' AS problem
                {FromStranded(connections)}
                """,
            Remedy = "apc db doctor --repair makes it lost, as if its worker had vanished",
            Repair = (session, cancellationToken) => LoseAsync(connections, queue, session, cancellationToken),
            Repaired = "it was made lost, as if its worker had vanished",
        };

    // A claim of a worker that is not there is what every worker rescues: one way, with its history, counts and limits.
    private static async Task LoseAsync(
        IReadConnections connections,
        Func<IWorkQueue> queue,
        ReadSession session,
        CancellationToken cancellationToken
    )
    {
        for (var rows = StrandedAtOnce; rows == StrandedAtOnce; )
        {
            var stranded = await session.ListAsync(
                $"SELECT ie.id, ie.version, ie.run_id {FromStranded(connections)} LIMIT @limit",
                row => (Id: row.Id(), Version: row.Int(), Run: row.Id()),
                cancellationToken,
                ("limit", StrandedAtOnce)
            );
            rows = stranded.Count;
            foreach (var run in stranded.GroupBy(item => item.Run))
                await session.ExecuteAsync(
                    $"""
                    INSERT INTO claim (id, worker_id, run_id, item_execution_ids, versions, open, claimed_at)
                    VALUES (@id, @worker, @run, @ids, @versions, @open, {connections.Clock(0)})
                    """,
                    cancellationToken,
                    ("id", Guid.CreateVersion7()),
                    ("worker", Guid.CreateVersion7()),
                    ("run", run.Key),
                    ("ids", run.Select(item => item.Id).ToArray()),
                    ("versions", run.Select(item => item.Version).ToArray()),
                    ("open", run.Count())
                );
        }
        while (await queue().RescueAsync(cancellationToken) > 0) { }
    }
}
