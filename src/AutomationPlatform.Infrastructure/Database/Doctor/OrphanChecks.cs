namespace AutomationPlatform.Infrastructure.Database.Doctor;

/// <summary>What foreign keys would hold where they were left out for speed.</summary>
internal static class OrphanChecks
{
    private const string Restore = "its parent was removed past the platform: restore it from a backup";

    private const string Removed = "the row was removed";

    internal static IReadOnlyList<DoctorCheck> All =>
        [
            Lost("orphan-item", "item", "item i", "i.id", "batch", "b.id = i.batch_id", "batch b"),
            Lost(
                "orphan-execution",
                "item execution",
                "item_execution x",
                "x.id",
                "item",
                "i.id = x.item_id",
                "item i"
            ),
            Lost(
                "orphan-execution",
                "item execution",
                "item_execution x",
                "x.id",
                "batch execution of its run and batch",
                "be.id = x.batch_execution_id AND be.run_id = x.run_id",
                "batch_execution be"
            ),
            ForeignItems(),
            Histories(),
            DefinitionOf("automation", "automation a", "a.id"),
            DefinitionOf("run", "run a", "a.automation_id"),
            Left(
                "orphan-count",
                "item_count",
                "batch_execution_id",
                "batch_execution",
                "id = item_count.batch_execution_id"
            ),
            Left(
                "orphan-log",
                "handler_log",
                "item_execution_id",
                "item_execution",
                "id = handler_log.item_execution_id"
            ),
            Left(
                "orphan-late-answer",
                "late_answer",
                "item_execution_id",
                "item_execution",
                "id = late_answer.item_execution_id"
            ),
            Left("orphan-lease", "import_lease", "batch_id", "batch", "id = import_lease.batch_id"),
            Left("orphan-creation", "run_creation", "run_id", "run", "id = run_creation.run_id"),
            Left("orphan-threshold", "failure_threshold", "run_id", "run", "id = failure_threshold.run_id"),
            Left("orphan-service", "worker_service", "worker_id", "worker", "id = worker_service.worker_id"),
            Left(
                "orphan-progress",
                "item_progress",
                "item_execution_id",
                "item_execution",
                "id = item_progress.item_execution_id"
            ),
            Left("orphan-bucket", "rate_bucket", "automation_id", "automation", "id = rate_bucket.automation_id"),
        ];

    private static DoctorCheck Lost(
        string name,
        string subject,
        string table,
        string id,
        string parent,
        string condition,
        string parentTable
    ) =>
        new(name, $"every {subject} has its {parent}")
        {
            Find = $"""
                SELECT '{subject} ' || CAST({id} AS text) AS subject, 'there is no {parent} for it' AS problem
                FROM {table} WHERE NOT EXISTS (SELECT 1 FROM {parentTable} WHERE {condition})
                """,
            Remedy = Restore,
        };

    private static DoctorCheck Histories() =>
        new("orphan-history", "every history has its item execution")
        {
            Find = """
                SELECT 'history of item execution ' || CAST(h.item_execution_id AS text) AS subject,
                       'there is no item execution for its ' || CAST(count(*) AS text) || ' rows' AS problem
                FROM item_state_history h
                WHERE NOT EXISTS (SELECT 1 FROM item_execution x WHERE x.id = h.item_execution_id)
                GROUP BY h.item_execution_id
                """,
            Remedy = Restore,
        };

    private static DoctorCheck ForeignItems() =>
        new("foreign-item", "batch executions hold items of their own batch only")
        {
            Find = """
                SELECT 'item execution ' || CAST(x.id AS text) AS subject,
                       'its item belongs to another batch than its batch execution' AS problem
                FROM item_execution x JOIN batch_execution be ON be.id = x.batch_execution_id
                JOIN item i ON i.id = x.item_id
                WHERE i.batch_id <> be.batch_id
                """,
            Remedy = "it was written past the platform: compare with a backup",
        };

    private static DoctorCheck DefinitionOf(string subject, string table, string automation) =>
        new("orphan-definition", $"every {subject} has its definition")
        {
            Find = $"""
                SELECT '{subject} ' || CAST(a.id AS text) AS subject,
                       'its definition ' || CAST(a.definition_number AS text) || ' is not stored' AS problem
                FROM {table}
                WHERE a.definition_number IS NOT NULL
                  AND NOT EXISTS (SELECT 1 FROM definition_version v
                                  WHERE v.automation_id = {automation} AND v.number = a.definition_number)
                """,
            Remedy = Restore,
        };

    private static DoctorCheck Left(string name, string table, string id, string parentTable, string condition)
    {
        var isOrphan = $"NOT EXISTS (SELECT 1 FROM {parentTable} p WHERE p.{condition})";
        return new(name, $"every row of {table} has its parent")
        {
            Find = $"""
                SELECT '{table} row of ' || CAST({id} AS text) AS subject,
                       'there is no such {parentTable}' AS problem
                FROM {table} WHERE {isOrphan}
                """,
            Remedy = "apc db doctor --repair removes the row",
            Repair = DoctorCheck.By($"DELETE FROM {table} WHERE {isOrphan}"),
            Repaired = Removed,
        };
    }
}
