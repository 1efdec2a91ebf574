using AutomationPlatform.Application.Execution;
using AutomationPlatform.IntegrationTests.Databases;

namespace AutomationPlatform.IntegrationTests.Simulation;

/// <summary>A simulation that cannot fail proves nothing: each of these queues is broken on purpose and must be found out.</summary>
public sealed class SimulationCheckTests
{
    /// <summary>Seeds within which a defect must show.</summary>
    private const int Seeds = 100;

    [Theory]
    [InlineData(nameof(FenceIgnored), "no longer held")]
    [InlineData(nameof(AnswersDropped), "after its success was taken|successes were taken|were rescued where")]
    [InlineData(nameof(RepetitionsRefused), "called late when it was repeated")]
    [InlineData(nameof(ClaimsNotRepeated), "a repeated claim gave items")]
    [InlineData(nameof(ItemsGivenTwice), "given to two workers|given out")]
    [InlineData(nameof(LimitsForgotten), "may be in flight")]
    [InlineData(nameof(RescueForgotten), "where")]
    [InlineData(nameof(RescueTooEarly), "before it was over|were rescued where")]
    [InlineData(nameof(EndToldTwice), "told before")]
    [InlineData(nameof(RetriesForgotten), "never ended")]
    public Task A_broken_queue_is_found_out(string defect, string violation) =>
        FindAsync((queue, stage) => Break(defect, queue, stage), violation);

    [Theory]
    [InlineData("UPDATE item_execution SET version = version + 1 WHERE id = @item", "the last change is the state")]
    [InlineData("UPDATE item_execution SET attempt_count = 9 WHERE id = @item", "attempts are what was started")]
    [InlineData("UPDATE item_count SET pending = pending + 1", "counts are the states")]
    [InlineData("DELETE FROM item_failure", "failures are the items that are FAILED")]
    [InlineData("DELETE FROM delayed", "what waits is in the queue|never ended")]
    [InlineData("DELETE FROM ready", "what waits is in the queue|never ended")]
    [InlineData("UPDATE claim SET open = open + 1", "what is open in claims")]
    [InlineData("UPDATE item_execution SET result_payload = '{}' WHERE id = @item", "is kept")]
    public Task Tables_that_disagree_are_found_out(string sql, string violation) =>
        FindAsync((queue, stage) => new TablesBroken(queue, stage, sql), violation);

    private async Task FindAsync(Func<IWorkQueue, SimulationStage, IWorkQueue> breaking, string violation)
    {
        await using var own = new SqliteTestDatabase();
        await own.InitializeAsync();
        await using var stage = await SimulationStage.OpenAsync(own);
        SimulationFailure? failure = null;
        for (var seed = 1; failure is null && seed <= Seeds; seed++)
        {
            try
            {
                await Simulator.PlayAsync(stage, seed, queue => breaking(queue, stage));
            }
            catch (SimulationFailure found)
            {
                failure = found;
            }
        }
        Assert.NotNull(failure);
        Assert.Matches(violation, failure.Message);
        Assert.Contains("APC_SIMULATION_SEEDS=", failure.Message, StringComparison.Ordinal);
    }

    private static IWorkQueue Break(string defect, IWorkQueue queue, SimulationStage stage) =>
        defect switch
        {
            nameof(FenceIgnored) => new FenceIgnored(queue),
            nameof(AnswersDropped) => new AnswersDropped(queue),
            nameof(RepetitionsRefused) => new RepetitionsRefused(queue),
            nameof(ClaimsNotRepeated) => new ClaimsNotRepeated(queue),
            nameof(ItemsGivenTwice) => new ItemsGivenTwice(queue),
            nameof(LimitsForgotten) => new LimitsForgotten(queue, stage),
            nameof(RescueForgotten) => new RescueForgotten(queue),
            nameof(RescueTooEarly) => new RescueTooEarly(queue, stage),
            nameof(EndToldTwice) => new EndToldTwice(queue),
            nameof(RetriesForgotten) => new RetriesForgotten(queue),
            _ => throw new ArgumentOutOfRangeException(nameof(defect), defect, "is no defect"),
        };
}
