namespace AutomationPlatform.Infrastructure.Privacy;

/// <summary>Finds the definition versions that have a say in what is masked; the same on both databases.</summary>
internal static class MaskSql
{
    internal const string VersionsOfBatch = """
        SELECT a.id, b.definition_number FROM batch b JOIN automation a ON a.id = b.automation_id
        WHERE b.id = @id AND b.definition_number IS NOT NULL
        UNION SELECT a.id, a.definition_number FROM batch b JOIN automation a ON a.id = b.automation_id WHERE b.id = @id
        """;

    internal const string VersionsOfRun = """
        SELECT r.automation_id, r.definition_number FROM run r WHERE r.id = @id AND r.definition_number IS NOT NULL
        UNION SELECT a.id, a.definition_number FROM run r JOIN automation a ON a.id = r.automation_id WHERE r.id = @id
        UNION SELECT b.automation_id, b.definition_number
        FROM batch_execution e JOIN batch b ON b.id = e.batch_id
        WHERE e.run_id = @id AND b.definition_number IS NOT NULL
        """;

    internal const string Content = """
        SELECT content FROM definition_version WHERE automation_id = @automation AND number = @number
        """;
}
