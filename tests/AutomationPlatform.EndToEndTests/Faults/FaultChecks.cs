namespace AutomationPlatform.EndToEndTests.Faults;

/// <summary>What must hold when all is over, whatever happened meanwhile: each rule counts its exceptions.</summary>
internal static class FaultChecks
{
    private static readonly (string Rule, string Sql)[] Rules =
    [
        ("the run has ended", "SELECT count(*) FROM run WHERE id = @run AND finished_at IS NULL"),
        ("its batches have ended", "SELECT count(*) FROM batch_execution WHERE run_id = @run AND finished_at IS NULL"),
        ("no item is left over", "SELECT count(*) FROM item_execution WHERE run_id = @run AND finished_at IS NULL"),
        (
            "every item has an execution",
            """
            SELECT count(*) FROM item i JOIN batch_execution b ON b.batch_id = i.batch_id
            WHERE b.run_id = @run AND NOT EXISTS (
                SELECT 1 FROM item_execution e WHERE e.run_id = b.run_id AND e.item_id = i.id)
            """
        ),
        (
            "no item was completed twice",
            """
            SELECT count(*) FROM (
                SELECT h.item_execution_id FROM item_state_history h JOIN item_execution e ON e.id = h.item_execution_id
                WHERE e.run_id = @run AND CAST(h.new_status AS text) = 'COMPLETED'
                GROUP BY h.item_execution_id HAVING count(*) > 1) AS twice
            """
        ),
        (
            "versions have no gap",
            """
            SELECT count(*) FROM item_execution e
            WHERE e.run_id = @run AND e.version <> 1 + (
                SELECT count(*) FROM item_state_history h
                WHERE h.item_execution_id = e.id AND h.version BETWEEN 2 AND e.version)
            """
        ),
        (
            "each change begins where the one before ended",
            """
            SELECT count(*) FROM (
                SELECT CAST(h.previous_status AS text) AS previous,
                    lag(CAST(h.new_status AS text)) OVER (PARTITION BY h.item_execution_id ORDER BY h.version) AS before
                FROM item_state_history h JOIN item_execution e ON e.id = h.item_execution_id
                WHERE e.run_id = @run) AS changes
            WHERE previous <> coalesce(before, 'PENDING')
            """
        ),
        (
            "the last change is the state",
            """
            SELECT count(*) FROM item_execution e
            WHERE e.run_id = @run AND CAST(e.status AS text) <> coalesce((
                SELECT CAST(h.new_status AS text) FROM item_state_history h
                WHERE h.item_execution_id = e.id AND h.version = e.version), 'PENDING')
            """
        ),
        (
            "attempts are what was started",
            """
            SELECT count(*) FROM item_execution e
            WHERE e.run_id = @run AND e.attempt_count <> (
                SELECT count(*) FROM item_state_history h
                WHERE h.item_execution_id = e.id AND CAST(h.new_status AS text) = 'PROCESSING')
            """
        ),
        Counted("pending", "PENDING"),
        Counted("processing", "PROCESSING"),
        Counted("completed", "COMPLETED"),
        Counted("failed", "FAILED"),
        Counted("cancelled", "CANCELLED"),
        Counted("retrying", "RETRYING"),
        (
            "failures are the items that are FAILED",
            """
            SELECT abs((SELECT count(*) FROM item_failure f WHERE f.run_id = @run)
                - (SELECT count(*) FROM item_execution e JOIN item_failure f ON f.item_execution_id = e.id
                   WHERE e.run_id = @run AND CAST(e.status AS text) = 'FAILED'))
                + abs((SELECT count(*) FROM item_failure f WHERE f.run_id = @run)
                - (SELECT count(*) FROM item_execution e WHERE e.run_id = @run AND CAST(e.status AS text) = 'FAILED'))
            """
        ),
        (
            "nothing waits or is held any more",
            """
            SELECT (SELECT count(*) FROM ready WHERE run_id = @run) + (SELECT count(*) FROM delayed WHERE run_id = @run)
                + (SELECT count(*) FROM claim WHERE run_id = @run)
            """
        ),
    ];

    internal static async Task AssertSoundAsync(FaultTest test, string status, long? completed)
    {
        var run = (await test.JsonAsync("runs", "list"))[0];
        var id = run.GetProperty("run").GetProperty("id").GetString()!;
        Assert.Equal(status, run.GetProperty("run").GetProperty("status").GetString());
        foreach (var (rule, sql) in Rules)
        {
            var exceptions = await test.Database.CountAsync(sql.Replace("@run", $"'{id}'", StringComparison.Ordinal));
            Assert.True(exceptions == 0, $"{rule}: {exceptions} exceptions in run {id}");
        }
        if (completed is { } number)
            Assert.Equal(number, run.GetProperty("items").GetProperty("completed").GetInt64());
        await AssertExecutionsAsync(test, id);
        (await test.TypeAsync("db", "doctor")).AssertDone();
    }

    // What the handlers wrote themselves against what the history says of them.
    private static async Task AssertExecutionsAsync(FaultTest test, string run)
    {
        if (!File.Exists(test.Folder.At("handler.sh")))
            return;
        var (begun, done) = (test.Executed("begun").ToLookup(n => n), test.Executed("done").ToLookup(n => n));
        var items = await test.Database.ListAsync<string>(
            $"""
            SELECT i.sequence_number || ' ' || e.attempt_count || ' ' || (e.lost_count + e.released_count) || ' '
                || CAST(e.status AS text)
            FROM item_execution e JOIN item i ON i.id = e.item_id WHERE e.run_id = '{run}'
            """
        );
        foreach (var item in items)
        {
            var parts = item.Split(' ');
            var (number, attempts, spared) = (int.Parse(parts[0]), int.Parse(parts[1]), int.Parse(parts[2]));
            Assert.True(
                begun[number].Count() <= attempts && begun[number].Count() >= attempts - spared,
                $"item {number} was executed {begun[number].Count()} times; its history tells of {attempts} attempts, "
                    + $"{spared} of them lost or given back"
            );
            Assert.True(
                parts[3] != "COMPLETED" || done[number].Any(),
                $"item {number} is COMPLETED and was never done"
            );
        }
    }

    private static (string Rule, string Sql) Counted(string column, string status) =>
        (
            $"the count of {status} is right",
            $"""
            SELECT abs((SELECT CAST(coalesce(sum({column}), 0) AS bigint) FROM item_count WHERE run_id = @run)
                - (SELECT count(*) FROM item_execution WHERE run_id = @run AND CAST(status AS text) = '{status}'))
            """
        );
}
