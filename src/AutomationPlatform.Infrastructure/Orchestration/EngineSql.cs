namespace AutomationPlatform.Infrastructure.Orchestration;

/// <summary>Connections of engines, the same on both databases.</summary>
internal static class EngineSql
{
    internal const string Save = """
        INSERT INTO engine_connection (engine_id, url, credential, settings)
        VALUES (@engine, @url, NULLIF(@credential, ''), @settings)
        ON CONFLICT (engine_id) DO UPDATE
        SET url = excluded.url, credential = excluded.credential, settings = excluded.settings
        """;

    internal const string Forget = """
        DELETE FROM engine_connection
        WHERE engine_id = @engine AND NOT EXISTS (SELECT 1 FROM engine e WHERE e.id = @engine)
        """;

    internal const string Select = """
        SELECT e.id, e.name, e.type, c.url, c.credential, c.settings, e.is_active
        FROM engine e JOIN engine_connection c ON c.engine_id = e.id
        """;

    internal const string Overview = """
        SELECT e.id, e.name, e.type, c.url, c.credential, c.settings, e.is_active,
            (SELECT count(*) FROM orchestration_instance i
             WHERE i.engine_id = e.id AND i.status IN ('PENDING', 'PROCESSING', 'RETRYING')),
            (SELECT count(*) FROM submission s WHERE s.engine_id = e.id AND s.closed_at IS NULL),
            (SELECT s.trouble FROM submission s
             WHERE s.engine_id = e.id AND s.closed_at IS NULL AND s.trouble IS NOT NULL
             ORDER BY s.trouble_since DESC, s.id LIMIT 1)
        FROM engine e JOIN engine_connection c ON c.engine_id = e.id
        WHERE e.is_active ORDER BY e.name
        """;
}
