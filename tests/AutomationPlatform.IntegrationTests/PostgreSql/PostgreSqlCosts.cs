namespace AutomationPlatform.IntegrationTests.PostgreSql;

/// <summary>What claims and answers cost, in plans, log and pages: figures that a busy machine does not change.</summary>
public sealed class PostgreSqlCosts
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Claim_and_completion_go_by_key_whatever_the_statistics_say(bool analyzedWhenEmpty)
    {
        await using var queue = await ExplainedQueue.SetAsync(items: 4_000, analyzedWhenEmpty);
        var (claim, claiming) = await queue.ClaimAsync(after: -1);
        var completing = await queue.CompleteAsync(claim);
        Assert.Empty(claiming.NotByKey);
        Assert.Empty(completing.NotByKey);
    }

    [Fact]
    public async Task A_claim_that_scans_would_be_found()
    {
        await using var queue = await ExplainedQueue.SetAsync(items: 1_000);
        Assert.NotEmpty((await queue.ClaimWithoutIndexAsync()).NotByKey);
    }

    [Fact]
    public async Task An_item_writes_at_most_1300_bytes_of_log_and_three_of_four_updates_stay_in_their_page()
    {
        const int Items = 20_000;
        await using var queue = await ExplainedQueue.SetAsync(Items);
        var costs = new List<long>();
        for (var done = 0; done < Items; done += ExplainedQueue.Chunk)
        {
            var (claim, claiming) = await queue.ClaimAsync(queue.Last);
            var completing = await queue.CompleteAsync(claim);
            // After a checkpoint pages are logged whole once; that is the checkpoint's price, not the item's.
            if (claiming.WholePages + completing.WholePages == 0)
                costs.Add(claiming.WalBytes + completing.WalBytes);
        }
        Assert.True(costs.Count >= 10, $"only {costs.Count} chunks were free of checkpoints");
        Assert.InRange(costs.Average() / ExplainedQueue.Chunk, 400, 1_300);
        Assert.InRange(await queue.HeapOnlyShareAsync(), 75, 100);
    }

    [Fact]
    public async Task A_snapshot_held_elsewhere_does_not_make_claims_dearer()
    {
        const int Chunks = 40;
        await using var queue = await ExplainedQueue.SetAsync(items: (Chunks + 1) * ExplainedQueue.Chunk);
        await using var snapshot = await queue.HoldSnapshotAsync();
        var pages = new List<long>();
        for (var chunk = 0; chunk < Chunks; chunk++)
        {
            var (claim, plan) = await queue.ClaimAsync(queue.Last);
            pages.Add(plan.PagesSearched("ready"));
            await queue.CompleteAsync(claim);
        }
        var first = pages.Take(5).Average();
        Assert.InRange(pages.TakeLast(5).Average() / first, 0, 1.5);
        // What seeking is for: from the start, the claim wades through every row that was taken before.
        Assert.InRange((await queue.ClaimAsync(after: -1)).Plan.PagesSearched("ready") / first, 1.5, double.MaxValue);
    }
}
