using AutomationPlatform.Application.Definition;
using AutomationPlatform.Application.Execution;

namespace AutomationPlatform.Infrastructure.Database.Doctor;

/// <summary>What a crash left of imports and of runs in the making: hidden, in the way of a name or of space only.</summary>
internal static class LeftoverChecks
{
    /// <summary>How long the lease is that removing takes, so that no importer begins meanwhile: 60 s.</summary>
    private const int LeaseSeconds = 60;

    internal static IReadOnlyList<DoctorCheck> All(IReadConnections connections, Func<IRunControl> control) =>
        [Imports(connections), Runs(connections, control), Archives()];

    // A batch that never became visible, or the items that an append put behind those of a visible one.
    private static string FromImports(IReadConnections connections) =>
        $"""
            FROM batch b LEFT JOIN import_lease l ON l.batch_id = b.id
            WHERE l.lease_until < {connections.Clock(0)} OR (b.hidden AND l.batch_id IS NULL)
            """;

    private static DoctorCheck Imports(IReadConnections connections) =>
        new("import-left", "no import was left unfinished")
        {
            Find = $"""
                SELECT 'batch ' || CAST(b.id AS text) AS subject,
                       CASE WHEN b.hidden THEN 'the import of ''' ELSE 'an import appending to ''' END || b.name
                           || ''' stopped before its end: its rows are hidden' AS problem
                {FromImports(connections)}
                """,
            Remedy = "import again under that name, or apc db doctor --repair to remove the hidden rows",
            Repair = (session, cancellationToken) => RemoveImportsAsync(connections, session, cancellationToken),
            Repaired = "the hidden rows were removed",
        };

    private static async Task RemoveImportsAsync(
        IReadConnections connections,
        ReadSession session,
        CancellationToken cancellationToken
    )
    {
        var left = await session.ListAsync(
            $"SELECT b.id, coalesce(l.first_sequence_number, 0) {FromImports(connections)}",
            row => (Batch: row.Id(), First: row.Int()),
            cancellationToken
        );
        foreach (var (batch, first) in left)
            await RemoveImportAsync(connections, session, batch, first, cancellationToken);
    }

    // Under the lease, as an import that cleans up does it: whoever held it before writes no more.
    private static async Task RemoveImportAsync(
        IReadConnections connections,
        ReadSession session,
        Guid batch,
        int first,
        CancellationToken cancellationToken
    )
    {
        (string, object) id = ("batch", batch);
        (string, object) owner = ("owner", Guid.CreateVersion7());
        (string, object) from = ("first", first);
        var slice = ("limit", ExecutionDefaults.SliceRows);
        if (await session.ExecuteAsync(TakeLease(connections), cancellationToken, id, from, owner) == 0)
            return;
        while (await session.ExecuteAsync(DeleteItems, cancellationToken, id, from, owner, slice) > 0)
            await session.ExecuteAsync(RenewLease(connections), cancellationToken, id, owner);
        await session.ExecuteAsync(DeleteBatch, cancellationToken, id, owner);
        await session.ExecuteAsync(EndLease, cancellationToken, id, owner);
    }

    private static string TakeLease(IReadConnections connections) =>
        $"""
            INSERT INTO import_lease (batch_id, first_sequence_number, owner, lease_until)
            VALUES (@batch, @first, @owner, {connections.Clock(LeaseSeconds)})
            ON CONFLICT (batch_id) DO UPDATE SET owner = EXCLUDED.owner, lease_until = EXCLUDED.lease_until
            WHERE import_lease.lease_until < {connections.Clock(0)}
            """;

    private static string RenewLease(IReadConnections connections) =>
        $"""
            UPDATE import_lease SET lease_until = {connections.Clock(LeaseSeconds)}
            WHERE batch_id = @batch AND owner = @owner
            """;

    private const string Owned = "EXISTS (SELECT 1 FROM import_lease l WHERE l.batch_id = @batch AND l.owner = @owner)";

    private const string DeleteItems = $"""
        DELETE FROM item WHERE {Owned} AND id IN (
            SELECT id FROM item WHERE batch_id = @batch AND sequence_number >= @first LIMIT @limit)
        """;

    private const string DeleteBatch = $"DELETE FROM batch WHERE id = @batch AND hidden AND {Owned}";

    private const string EndLease = "DELETE FROM import_lease WHERE batch_id = @batch AND owner = @owner";

    private static string FromRuns(IReadConnections connections) =>
        $"""
            FROM run r LEFT JOIN run_creation c ON c.run_id = r.id
            WHERE r.hidden AND NOT EXISTS (SELECT 1 FROM archive a WHERE a.run_id = r.id)
                AND (c.run_id IS NULL OR c.lease_until < {connections.Clock(0)})
            """;

    private static DoctorCheck Runs(IReadConnections connections, Func<IRunControl> control) =>
        new("run-left", "no run was left in the making")
        {
            Find = $"""
                SELECT 'run ' || CAST(r.id AS text) AS subject,
                       'its making stopped before its end: it is hidden' AS problem
                {FromRuns(connections)}
                """,
            Remedy = "start the run again; apc db doctor --repair removes what is hidden",
            Repair = async (session, cancellationToken) =>
            {
                await session.ExecuteAsync(
                    LeaseToNobody,
                    cancellationToken,
                    ("nobody", Guid.Empty),
                    ("longAgo", DateTimeOffset.UnixEpoch)
                );
                await control().RemoveAbandonedAsync(cancellationToken);
            },
            Repaired = "what was hidden was removed",
        };

    private static DoctorCheck Archives() =>
        new("archive-left", "no archived run has rows left")
        {
            Find = """
                SELECT 'run ' || CAST(run_id AS text) AS subject,
                       'its removal stopped before its end: it is in the file ' || file_name AS problem
                FROM archive WHERE removed_at IS NULL
                """,
            Remedy = "apc db archive goes on with it, in the directory where that file is",
        };

    // A run and its lease are made in one transaction: a hidden run without one has lost it. An expired one makes it
    // a run like any other whose maker vanished.
    private const string LeaseToNobody = """
        INSERT INTO run_creation (run_id, owner, lease_until)
        SELECT r.id, @nobody, @longAgo FROM run r
        WHERE r.hidden AND NOT EXISTS (SELECT 1 FROM archive a WHERE a.run_id = r.id)
            AND NOT EXISTS (SELECT 1 FROM run_creation c WHERE c.run_id = r.id)
        """;
}
