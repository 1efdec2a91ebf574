namespace AutomationPlatform.Infrastructure.Definition;

/// <summary>The statements that read definitions; the same on both databases.</summary>
internal static class DefinitionSql
{
    internal const string Automations = """
        SELECT a.id, a.name, a.description, a.settings, a.definition_number,
               (SELECT count(*) FROM batch b WHERE b.automation_id = a.id AND b.is_active AND NOT b.hidden),
               a.is_active, (a.paused_at IS NOT NULL), a.created_at, a.updated_at,
               a.version, a.pause_reason, a.batch_schema, a.item_schema
        FROM automation a
        WHERE (a.is_active OR @inactive)
        """;

    internal const string AfterName = "AND (a.name, a.id) > (@afterName, @afterId)";

    internal const string ByName = "ORDER BY a.name, a.id LIMIT @limit";

    internal const string Named = "AND a.name = @name ORDER BY a.is_active DESC, a.id";

    internal const string AutomationIdentified = "AND a.id = @id";

    internal const string AutomationsLike = """
        SELECT id FROM automation WHERE id BETWEEN @lowest AND @highest OR CAST(id AS text) LIKE @end LIMIT 3
        """;

    internal const string Batches = """
        SELECT b.id, b.automation_id, b.name, b.payload,
               (SELECT count(*) FROM item i
                WHERE i.batch_id = b.id AND i.is_active
                  AND i.sequence_number < coalesce((SELECT l.first_sequence_number FROM import_lease l
                                                    WHERE l.batch_id = b.id), 2147483647)),
               b.definition_number, b.content_hash, b.is_active, b.created_at, b.created_by
        FROM batch b
        WHERE b.automation_id = @automation AND NOT b.hidden AND (b.is_active OR @inactive)
        """;

    internal const string BeforeBatch = "AND b.id < @before";

    internal const string NewestBatchFirst = "ORDER BY b.id DESC LIMIT @limit";

    internal const string BatchNamed = "AND b.name = @name ORDER BY b.is_active DESC, b.id DESC";

    internal const string BatchIdentified = "AND b.id = @id";

    internal const string BatchesLike = """
        SELECT id FROM batch
        WHERE automation_id = @automation AND NOT hidden
          AND (id BETWEEN @lowest AND @highest OR CAST(id AS text) LIKE @end) LIMIT 3
        """;

    internal const string Items = """
        SELECT i.id, i.sequence_number, i.reference, i.payload
        FROM item i
        WHERE i.batch_id = @batch AND i.sequence_number > @after AND i.is_active
          AND NOT EXISTS (SELECT 1 FROM batch b WHERE b.id = @batch AND b.hidden)
          AND i.sequence_number < coalesce((SELECT l.first_sequence_number FROM import_lease l
                                            WHERE l.batch_id = @batch), 2147483647)
        ORDER BY i.sequence_number LIMIT @limit
        """;
}
