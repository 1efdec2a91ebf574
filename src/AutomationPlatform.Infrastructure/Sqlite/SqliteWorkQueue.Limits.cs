using AutomationPlatform.Application.Execution;
using AutomationPlatform.Infrastructure.Execution;

namespace AutomationPlatform.Infrastructure.Sqlite;

internal sealed partial class SqliteWorkQueue
{
    // Only for an automation that has limits; the transaction is the lock, since there is one writer.
    private const string ReadRoom = """
        SELECT a.id, CAST(json_extract(a.settings, '$.limits.inFlight') AS TEXT), json_extract(a.settings, '$.limits.rate'),
            (SELECT coalesce(sum(c.open), 0) FROM claim c CROSS JOIN run o ON o.id = c.run_id
             WHERE o.automation_id = a.id),
            b.tokens, b.refilled_at, EXISTS (SELECT 1 FROM ready WHERE run_id = @run)
        FROM run r JOIN automation a ON a.id = r.automation_id LEFT JOIN rate_bucket b ON b.automation_id = a.id
        WHERE r.id = @run AND json_extract(a.settings, '$.limits') IS NOT NULL
        """;

    private const string KeepBucket = """
        INSERT INTO rate_bucket (automation_id, tokens, refilled_at) VALUES (@automation, @tokens, @refilled)
        ON CONFLICT (automation_id) DO UPDATE SET tokens = excluded.tokens, refilled_at = excluded.refilled_at
        """;

    /// <summary>What the automation's limits leave; null when it has none.</summary>
    private static LimitRoom? FindRoom(SqliteSession session, ClaimRequest request) =>
        session
            .List(
                ReadRoom,
                row =>
                    LimitRoom.Read(
                        row.Id(0),
                        (row.OptionalText(1), row.OptionalText(2)),
                        row.Big(3),
                        (row.IsNull(4) ? null : new TokenBucket(row.Real(4), row.Instant(5)), session.Moment),
                        row.Flag(6)
                    ),
                ("run", SqliteForm.Of(request.Run.Value))
            )
            .FirstOrDefault();

    private static Claim ClaimWithin(SqliteSession session, ClaimRequest request, LimitRoom room)
    {
        var nothing = new Claim(request.Id, request.Run, []) { Limited = true };
        if (room.For(request.Limit) is not (> 0 and var most))
            return nothing with { Reached = room.Reached };
        var items = Take(session, request with { Limit = most });
        Spend(session, room, items.Count);
        return nothing with { Items = items };
    }

    /// <summary>What was claimed is spent, and nothing else.</summary>
    private static void Spend(SqliteSession session, LimitRoom room, int begun)
    {
        if (begun == 0 || room.Bucket?.Spend(begun) is not { } bucket)
            return;
        session.Execute(
            KeepBucket,
            ("automation", SqliteForm.Of(room.Automation)),
            ("tokens", bucket.Tokens),
            ("refilled", SqliteForm.Of(bucket.RefilledAt))
        );
    }
}
