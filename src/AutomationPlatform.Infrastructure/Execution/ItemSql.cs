namespace AutomationPlatform.Infrastructure.Execution;

/// <summary>The statements that read item executions; the same on both databases.</summary>
/// <remarks>Aliases everywhere: <c>ie</c> item execution, <c>i</c> item, <c>be</c> batch execution, <c>b</c> batch, <c>r</c> run.</remarks>
internal static class ItemSql
{
    internal const string Position = "(CAST(be.ordinal AS bigint) * 4294967296 + i.sequence_number)";

    internal const string Summary = $"""
        SELECT ie.id, ie.run_id, b.name, i.sequence_number, i.reference, CAST(ie.status AS text), ie.attempt_count,
               ie.error_code, ie.error_message, {Position} AS position
        """;

    private const string Parents = """
        JOIN item i ON i.id = ie.item_id
        JOIN batch_execution be ON be.id = ie.batch_execution_id
        JOIN batch b ON b.id = be.batch_id
        """;

    // Sources: each gives the next @chunk candidates of a run after a position, in order, from the smallest table that
    // knows them. The LIMIT inside keeps the planner from ever joining more than those.

    internal const string Ready = """
        SELECT position, item_execution_id AS id FROM ready
        WHERE run_id = @run AND position > @after AND previous_status = @status
        ORDER BY position LIMIT @chunk
        """;

    // @waiting: how many of the status can stand in ready at all. Without it the search for the last would read the
    // whole queue of what was never begun.
    internal const string Retrying = """
        SELECT w.position, w.id
        FROM (SELECT * FROM (SELECT position, item_execution_id AS id FROM delayed
                             WHERE run_id = @run AND position > @after
                             ORDER BY position LIMIT @chunk) d
              UNION ALL
              SELECT * FROM (SELECT position, item_execution_id AS id FROM ready
                             WHERE run_id = @run AND position > @after AND previous_status = @status
                             ORDER BY position LIMIT @waiting) q) w
        ORDER BY w.position LIMIT @chunk
        """;

    internal const string WaitingRetries = """
        SELECT (SELECT coalesce(CAST(sum(retrying) AS bigint), 0) FROM item_count WHERE run_id = @run)
             - (SELECT count(*) FROM delayed WHERE run_id = @run)
             - (SELECT count(*) FROM ready WHERE run_id = @run AND position <= @after AND previous_status = @status)
        """;

    internal const string Failures = $"""
        SELECT {Position} AS position, ie.id
        FROM item_failure f JOIN item_execution ie ON ie.id = f.item_execution_id
        {Parents}
        WHERE f.run_id = @run AND {Position} > @after AND (@code = '' OR f.code = @code)
        ORDER BY position LIMIT @chunk
        """;

    internal const string FailureCount = """
        SELECT count(*) FROM (SELECT 1 AS failure FROM item_failure
                              WHERE run_id = @run AND (@code = '' OR code = @code) LIMIT @chunk) f
        """;

    internal const string Bounds = "SELECT count(*), max(position) FROM";

    private const string HeldFrom = $"SELECT {Position} AS position, ie.id FROM";

    private const string HeldWhere = $"""
        JOIN item_execution ie ON ie.id = held.id AND ie.version = held.version
        {Parents}
        WHERE held.run_id = @run AND {Position} > @after
        ORDER BY position LIMIT @chunk
        """;

    internal static string Held(string heldItems) => $"{HeldFrom} {heldItems} {HeldWhere}";

    internal static string FromSource(string source) =>
        $"""
            FROM ({source}) c JOIN item_execution ie ON ie.id = c.id
            {Parents}
            WHERE ie.run_id = @run
            """;

    internal const string ByPosition = "ORDER BY position";

    internal const string BatchItems = """
        SELECT id, sequence_number, sequence_number AS position, reference, payload FROM item
        WHERE batch_id = @batch AND sequence_number > @after
        ORDER BY sequence_number LIMIT @chunk
        """;

    internal const string FromBatch = $"""
        FROM ({BatchItems}) i JOIN item_execution ie ON ie.item_id = i.id AND ie.run_id = @run
        JOIN batch_execution be ON be.id = ie.batch_execution_id
        JOIN batch b ON b.id = be.batch_id
        WHERE be.batch_id = @batch
        """;

    internal const string FromReference = """
        FROM batch b JOIN item i ON i.batch_id = b.id AND i.reference = @reference
        JOIN item_execution ie ON ie.item_id = i.id
        JOIN batch_execution be ON be.id = ie.batch_execution_id
        JOIN run r ON r.id = ie.run_id
        WHERE NOT r.hidden
        """;

    internal const string AfterRunAndPosition = $"""
        AND (ie.run_id < @afterRun OR (ie.run_id = @afterRun AND {Position} > @after))
        """;

    internal const string NewestRunFirst = $"ORDER BY ie.run_id DESC, {Position} LIMIT @limit";

    internal const string Details = $"""
        {Summary}, ie.item_id, a.name, ie.version, ie.max_attempts, ie.lost_count, ie.released_count,
               ie.started_at, ie.finished_at, d.due_at, i.payload, ie.result_payload
        FROM item_execution ie
        {Parents}
        JOIN run r ON r.id = ie.run_id
        JOIN automation a ON a.id = r.automation_id
        LEFT JOIN delayed d ON d.run_id = ie.run_id AND d.position = {Position} AND d.item_execution_id = ie.id
        WHERE NOT r.hidden
        """;

    internal const string ById = "AND ie.id = @id";

    internal const string ByItem = "AND ie.item_id = @id ORDER BY ie.run_id DESC";

    internal const string VisibleItem = """
        NOT EXISTS (SELECT 1 FROM batch b WHERE b.id = i.batch_id AND b.hidden)
        AND NOT EXISTS (SELECT 1 FROM import_lease l
                        WHERE l.batch_id = i.batch_id AND i.sequence_number >= l.first_sequence_number)
        """;

    internal const string ExecutionsByBeginning = """
        SELECT ie.id FROM item_execution ie JOIN run r ON r.id = ie.run_id AND NOT r.hidden
        WHERE ie.id BETWEEN @lowest AND @highest LIMIT 3
        """;

    internal const string ItemsByBeginning = $"""
        SELECT i.id FROM item i WHERE i.id BETWEEN @lowest AND @highest AND {VisibleItem} LIMIT 3
        """;

    internal const string ExecutionsByEnd = """
        SELECT ie.id
        FROM (SELECT id FROM (SELECT id FROM item_execution ORDER BY id DESC LIMIT @newest) n
              WHERE CAST(id AS text) LIKE @end LIMIT 100) m
        JOIN item_execution ie ON ie.id = m.id JOIN run r ON r.id = ie.run_id AND NOT r.hidden LIMIT 3
        """;

    internal const string ItemsByEnd = $"""
        SELECT i.id
        FROM (SELECT id FROM (SELECT id FROM item ORDER BY id DESC LIMIT @newest) n
              WHERE CAST(id AS text) LIKE @end LIMIT 100) m
        JOIN item i ON i.id = m.id WHERE {VisibleItem} LIMIT 3
        """;

    internal const string Redactions = """
        SELECT redacted_at, redacted_by, reason FROM redaction WHERE item_id = @item ORDER BY redacted_at DESC, id DESC LIMIT 1
        """;

    internal const string LateAnswers = """
        SELECT attempt, worker, received_at, outcome FROM late_answer WHERE item_execution_id = @id ORDER BY id
        """;

    internal const string History = """
        SELECT version, CAST(previous_status AS text), CAST(new_status AS text), changed_at, attempt, created_by,
               code, message, reason
        FROM item_state_history WHERE item_execution_id = @id ORDER BY version
        """;

    internal const string Logs = """
        SELECT l.item_execution_id, coalesce(b.name, ''), coalesce(i.sequence_number, -1), l.attempt, l.written_at, l.standard_error
        FROM (SELECT item_execution_id, attempt, written_at, standard_error FROM handler_log
              WHERE run_id = @run AND (written_at, item_execution_id, attempt) > (@writtenAt, @item, @attempt)
              ORDER BY written_at, item_execution_id, attempt LIMIT @chunk) l
        LEFT JOIN item_execution ie ON ie.id = l.item_execution_id
        LEFT JOIN item i ON i.id = ie.item_id
        LEFT JOIN batch_execution be ON be.id = ie.batch_execution_id
        LEFT JOIN batch b ON b.id = be.batch_id
        ORDER BY l.written_at, l.item_execution_id, l.attempt
        """;

    // The outer join keeps the last sequence number of a part known where the run left its items out.
    internal const string Export = $"""
        SELECT i.sequence_number, ie.id, i.reference, CAST(ie.status AS text), ie.attempt_count,
               CASE WHEN ie.id IS NOT NULL THEN i.payload END, ie.result_payload, ie.error_code, ie.error_message,
               ie.started_at, ie.finished_at
        FROM ({BatchItems}) i LEFT JOIN item_execution ie ON ie.item_id = i.id AND ie.run_id = @run
        ORDER BY i.sequence_number
        """;
}
