using System.Text.Json.Nodes;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.IntegrationTests.Simulation;

/// <summary>What must be true of a run that has ended: by its tables, and by the ledger of what was committed.</summary>
internal sealed class SimulationOutcome(SimulationStage stage, SimulationLedger ledger, SimulationPlan plan, RunId run)
{
    internal async Task CheckAsync()
    {
        await stage.CheckAsync(run);
        var items = (await stage.ItemsAsync(run)).Values.ToList();
        CheckItems([.. items.Select(item => (item.ItemExecutionId, item.Status, item.Result))]);
        await CheckEndAsync([.. items.Select(item => item.Status)]);
        await CheckLeftoversAsync();
        await CheckRecordsAsync();
    }

    private void CheckItems(IReadOnlyList<(ItemExecutionId Id, ExecutionStatus Status, string? Result)> items)
    {
        Demand(items.Count == plan.Items, $"{plan.Items} items were given and {items.Count} are left");
        Demand(items.All(item => item.Status.IsFinished()), "the run ended before all of its items");
        var done = items.Where(item => item.Status == ExecutionStatus.Completed).ToDictionary(i => i.Id, i => i.Result);
        Demand(
            done.Count == ledger.Completed.Count && done.Keys.All(ledger.Completed.ContainsKey),
            $"{ledger.Completed.Count} successes were taken and {done.Count} are kept"
        );
        foreach (var (id, result) in ledger.Completed)
            Demand(
                JsonNode.DeepEquals(JsonNode.Parse(result!), JsonNode.Parse(done[id]!)),
                $"the result {result} was taken and {done[id]} is kept"
            );
    }

    private async Task CheckEndAsync(IReadOnlyList<ExecutionStatus> statuses)
    {
        var expected =
            ledger.CancelRequested && statuses.Contains(ExecutionStatus.Cancelled) ? "CANCELLED"
            : statuses.Contains(ExecutionStatus.Failed) ? "FAILED"
            : "COMPLETED";
        await ExpectAsync(expected, "the run's status", "SELECT CAST(status AS text) FROM run WHERE id = @run");
        await ExpectAsync(
            "0",
            "batches that have not ended",
            "SELECT count(*) FROM batch_execution WHERE run_id = @run AND finished_at IS NULL"
        );
        Demand(ledger.Ends <= 1 + ledger.Retries, "the run ended more often than it was re-opened");
    }

    // Workers are those of the whole database: the simulation before left none.
    private async Task CheckLeftoversAsync()
    {
        await ExpectAsync("0", "rows of ready", "SELECT count(*) FROM ready WHERE run_id = @run");
        await ExpectAsync("0", "rows of delayed", "SELECT count(*) FROM delayed WHERE run_id = @run");
        await ExpectAsync("0", "claims", "SELECT count(*) FROM claim WHERE run_id = @run");
        await ExpectAsync("0", "workers", "SELECT count(*) FROM worker");
    }

    private async Task CheckRecordsAsync()
    {
        const string History =
            "FROM item_state_history h JOIN item_execution e ON e.id = h.item_execution_id WHERE e.run_id = @run";
        await ExpectAsync(
            $"{ledger.Started}",
            "attempts in the history",
            $"SELECT count(*) {History} AND h.new_status = 'PROCESSING'"
        );
        await ExpectAsync(
            $"{ledger.FinalFailures}",
            "final failures in the history",
            $"SELECT count(*) {History} AND h.new_status = 'FAILED'"
        );
        await ExpectAsync(
            $"{ledger.Late}",
            "late answers",
            "SELECT count(*) FROM late_answer l JOIN item_execution e ON e.id = l.item_execution_id WHERE e.run_id = @run"
        );
    }

    private async Task ExpectAsync(string expected, string what, string sql)
    {
        var found = await stage.ScalarAsync(run, sql);
        Demand(found == expected, $"{what}: {found} where {expected} was due");
    }

    private static void Demand(bool holds, string otherwise)
    {
        if (!holds)
            throw new SimulationViolation(otherwise);
    }
}
