namespace AutomationPlatform.Infrastructure.PostgreSql;

/// <summary>Limits over all workers, which are the same for all runs of an automation.</summary>
internal static class PostgreSqlLimitSql
{
    /// <summary>Claims of one limited automation go one after the other; the lock ends with the transaction.</summary>
    internal const string Lock = """
        SELECT pg_advisory_xact_lock(hashtextextended('apc limits ' || automation_id::text, 0)) FROM run WHERE id = $1
        """;

    /// <summary>The limits as they are now, what they are measured by, and whether this very claim was made before.</summary>
    /// <remarks>$1 now, $2 run, $3 claim. A statement of its own, so that it sees what the lock was waited for.</remarks>
    internal const string ReadRoom = """
        SELECT a.id, a.settings #>> '{limits,inFlight}', a.settings #>> '{limits,rate}',
            (SELECT coalesce(sum(c.open), 0) FROM claim c JOIN run o ON o.id = c.run_id
             WHERE o.automation_id = a.id)::bigint,
            b.tokens, b.refilled_at, coalesce($1, clock_timestamp()),
            EXISTS (SELECT FROM ready WHERE run_id = $2), EXISTS (SELECT FROM claim WHERE id = $3)
        FROM run r JOIN automation a ON a.id = r.automation_id LEFT JOIN rate_bucket b ON b.automation_id = a.id
        WHERE r.id = $2
        """;

    internal const string KeepBucket = """
        INSERT INTO rate_bucket (automation_id, tokens, refilled_at) VALUES ($1, $2, $3)
        ON CONFLICT (automation_id) DO UPDATE SET tokens = EXCLUDED.tokens, refilled_at = EXCLUDED.refilled_at
        """;

    /// <summary>Why a claim may have found nothing: it was made before, or the automation has limits by now.</summary>
    internal const string Why = """
        SELECT EXISTS (SELECT FROM claim WHERE id = $2), a.settings -> 'limits' IS NOT NULL
        FROM run r JOIN automation a ON a.id = r.automation_id WHERE r.id = $1
        """;
}
