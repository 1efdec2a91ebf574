using AutomationPlatform.IntegrationTests.Databases;

namespace AutomationPlatform.IntegrationTests.Conformance;

/// <summary>Entities and set-based statements are two ways to do the same: what they leave is compared row by row.</summary>
public abstract class HistoryDifferences(TestDatabase database) : ConformanceTest(database)
{
    private const int Operations = 60;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task Random_operations_leave_the_same_rows_through_entities_and_in_sets(int seed)
    {
        await using var pair = await TwinRuns.StartAsync(Database, items: 8, new Random(seed));
        for (var number = 0; number < Operations; number++)
            await pair.DoAnyAsync();
        await pair.EndAsync();
        Assert.Equal(await pair.HistoryAsync(pair.Entities), await pair.HistoryAsync(pair.Sets));
        Assert.Equal(await pair.StatesAsync(pair.Entities), await pair.StatesAsync(pair.Sets));
        await HistoryChains.CheckAsync(Database);
        Assert.True(pair.Kinds >= 5, $"only {pair.Kinds} kinds of operations were done");
    }

    [Fact]
    public async Task A_difference_would_be_found()
    {
        await using var pair = await TwinRuns.StartAsync(Database, items: 2, new Random(1));
        await pair.EndAsync();
        await pair.RetryOneOnlyInSetsAsync();
        Assert.NotEqual(await pair.StatesAsync(pair.Entities), await pair.StatesAsync(pair.Sets));
    }
}
