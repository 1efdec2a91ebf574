using AutomationPlatform.Application;
using AutomationPlatform.Application.Definition;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.IntegrationTests.Databases;

namespace AutomationPlatform.IntegrationTests.Conformance;

/// <summary>What importing must do on every database: all of it is seen, or nothing.</summary>
public abstract class ImportConformance(TestDatabase database)
{
    private static readonly CancellationToken Token = CancellationToken.None;
    private static readonly TimeSpan AlmostALease = ImportLimits.Lease - TimeSpan.FromSeconds(1);

    [Fact]
    public async Task A_batch_is_seen_whole_at_its_end_and_not_before()
    {
        await using var stage = await ImportStage.SetAsync(database);
        var import = await stage.Store.BeginAsync(stage.Import("B", """{"quarter":1}"""), Token);
        Assert.Equal(0, import.FirstSequenceNumber);
        await import.WriteAsync(ImportStage.Items(0, 3, "k"), Token);
        Assert.Null(await stage.SeenAsync("B"));
        Assert.Empty(await stage.ItemsAsync(import.BatchId));
        await import.WriteAsync(ImportStage.Items(5, 2), Token);
        await import.CompleteAsync("00ff", Token);
        await import.DisposeAsync();

        var batch = (await stage.SeenAsync("B"))!;
        Assert.Equal(
            (import.BatchId, 5L, "00ff", 1, "importer"),
            (batch.Id, batch.Items, batch.ContentHash, batch.DefinitionNumber, batch.CreatedBy)
        );
        Assert.Equal(Payload.Parse("""{"quarter":1}"""), Payload.Parse(batch.Payload!));
        Assert.Equal(database.Clock.GetUtcNow(), batch.CreatedAt);
        var items = await stage.ItemsAsync(batch.Id);
        Assert.Equal([0, 1, 2, 5, 6], items.Select(item => item.SequenceNumber));
        Assert.Equal(["k0", "k1", "k2", null, null], items.Select(item => item.Reference));
        Assert.Equal(Payload.Parse("""{"n":6,"city":"Zürich 😀"}"""), Payload.Parse(items[4].Payload!));
    }

    [Fact]
    public async Task What_was_not_ended_leaves_nothing()
    {
        await using var stage = await ImportStage.SetAsync(database);
        await using (var import = await stage.Store.BeginAsync(stage.Import("B"), Token))
            await import.WriteAsync(ImportStage.Items(0, 10), Token);
        Assert.Equal(0, await stage.StoredBatchesAsync());
        await stage.ImportAsync("B", ImportStage.Items(0, 1));
        Assert.Equal(1, (await stage.SeenAsync("B"))!.Items);
    }

    [Fact]
    public async Task A_name_that_is_taken_or_being_imported_is_refused()
    {
        await using var stage = await ImportStage.SetAsync(database);
        await using (await stage.Store.BeginAsync(stage.Import("B"), Token))
        {
            var underWay = await Assert.ThrowsAsync<ConflictException>(() =>
                stage.OtherStore().BeginAsync(stage.Import("B"), Token)
            );
            Assert.Contains("another process", underWay.Message);
            await Assert.ThrowsAsync<ConflictException>(() =>
                stage.OtherStore().BeginAppendAsync(stage.Import("B"), Token)
            );
        }
        await stage.ImportAsync("B", ImportStage.Items(0, 1));
        var taken = await Assert.ThrowsAsync<ConflictException>(() => stage.Store.BeginAsync(stage.Import("B"), Token));
        Assert.Contains("--append", taken.Message);
        Assert.Equal(1, (await stage.SeenAsync("B"))!.Items);
    }

    [Fact]
    public async Task Of_two_that_begin_at_once_one_wins()
    {
        await using var stage = await ImportStage.SetAsync(database);
        var stores = Enumerable.Range(0, 4).Select(_ => stage.OtherStore()).ToArray();
        var outcomes = await Task.WhenAll(
            stores.Select(store => Task.Run(() => TryBeginAsync(store, stage.Import("B"))))
        );
        var import = Assert.Single(outcomes, outcome => outcome is not null);
        Assert.Equal(1, await stage.StoredBatchesAsync());
        await import!.DisposeAsync();
    }

    [Fact]
    public async Task What_a_killed_import_left_is_removed_when_its_lease_is_over_and_not_before()
    {
        await using var stage = await ImportStage.SetAsync(database);
        var killed = await stage.OtherStore().BeginAsync(stage.Import("B"), Token);
        await killed.WriteAsync(ImportStage.Items(0, 10), Token);
        database.Clock.Advance(AlmostALease);
        await Assert.ThrowsAsync<ConflictException>(() => stage.Store.BeginAsync(stage.Import("B"), Token));
        database.Clock.Advance(TimeSpan.FromSeconds(2));
        await stage.ImportAsync("B", ImportStage.Items(0, 2));

        Assert.Equal(2, (await stage.SeenAsync("B"))!.Items);
        Assert.Equal(1, await stage.StoredBatchesAsync());
        Assert.Equal(0, await stage.StoredItemsAsync(killed.BatchId));
        await Assert.ThrowsAsync<ConflictException>(() => killed.WriteAsync(ImportStage.Items(10, 1), Token));
        await Assert.ThrowsAsync<ConflictException>(() => killed.CompleteAsync("bb", Token));
        await killed.DisposeAsync();
        Assert.Equal(2, (await stage.SeenAsync("B"))!.Items);
    }

    [Fact]
    public async Task Each_slice_renews_the_lease()
    {
        await using var stage = await ImportStage.SetAsync(database);
        await using var import = await stage.Store.BeginAsync(stage.Import("B"), Token);
        database.Clock.Advance(AlmostALease);
        await import.WriteAsync(ImportStage.Items(0, 1), Token);
        database.Clock.Advance(AlmostALease);
        await Assert.ThrowsAsync<ConflictException>(() => stage.OtherStore().BeginAsync(stage.Import("B"), Token));
        await import.CompleteAsync("aa", Token);
        Assert.NotNull(await stage.SeenAsync("B"));
    }

    [Fact]
    public async Task Appending_goes_on_from_the_highest_number_and_is_seen_at_its_end()
    {
        await using var stage = await ImportStage.SetAsync(database);
        var batch = await stage.ImportAsync("B", [.. ImportStage.Items(0, 2, "k"), .. ImportStage.Items(7, 1, "k")]);
        var before = (await stage.SeenAsync("B"))!;
        await using (var import = await stage.Store.BeginAppendAsync(stage.Import("B"), Token))
        {
            Assert.Equal((batch, 8), (import.BatchId, import.FirstSequenceNumber));
            Assert.Equal(["k1", "k7"], (await import.FindReferencesAsync(["k1", "k7", "k9"], Token)).Order());
            await import.WriteAsync(ImportStage.Items(8, 3), Token);
            Assert.Equal(3, (await stage.SeenAsync("B"))!.Items);
            Assert.Equal(3, (await stage.ItemsAsync(batch)).Count);
            await import.CompleteAsync("bb", Token);
        }
        var after = (await stage.SeenAsync("B"))!;
        Assert.Equal((6L, InputHash.Combine(before.ContentHash, "bb")), (after.Items, after.ContentHash));
        Assert.Equal([0, 1, 7, 8, 9, 10], (await stage.ItemsAsync(batch)).Select(item => item.SequenceNumber));
    }

    [Fact]
    public async Task An_append_that_was_not_ended_takes_only_its_own_away()
    {
        await using var stage = await ImportStage.SetAsync(database);
        var batch = await stage.ImportAsync("B", ImportStage.Items(0, 2));
        await using (var import = await stage.Store.BeginAppendAsync(stage.Import("B"), Token))
            await import.WriteAsync(ImportStage.Items(2, 5), Token);
        Assert.Equal(2, await stage.StoredItemsAsync(batch));
        Assert.Equal("aa", (await stage.SeenAsync("B"))!.ContentHash);
    }

    [Fact]
    public async Task What_a_killed_append_left_is_removed_by_the_next()
    {
        await using var stage = await ImportStage.SetAsync(database);
        var batch = await stage.ImportAsync("B", ImportStage.Items(0, 2));
        var killed = await stage.OtherStore().BeginAppendAsync(stage.Import("B"), Token);
        await killed.WriteAsync(ImportStage.Items(2, 5), Token);
        await Assert.ThrowsAsync<ConflictException>(() => stage.Store.BeginAppendAsync(stage.Import("B"), Token));
        database.Clock.Advance(ImportLimits.Lease + TimeSpan.FromSeconds(1));
        await using var import = await stage.Store.BeginAppendAsync(stage.Import("B"), Token);
        Assert.Equal(2, import.FirstSequenceNumber);
        await import.WriteAsync(ImportStage.Items(2, 1), Token);
        await killed.DisposeAsync();
        await import.CompleteAsync("bb", Token);
        Assert.Equal([0, 1, 2], (await stage.ItemsAsync(batch)).Select(item => item.SequenceNumber));
    }

    [Fact]
    public async Task Appending_wants_a_batch_that_no_unfinished_run_uses()
    {
        await using var stage = await ImportStage.SetAsync(database);
        await Assert.ThrowsAsync<NotFoundException>(() => stage.Store.BeginAppendAsync(stage.Import("B"), Token));
        var batch = await stage.Work.BatchAsync(stage.Automation.Value, "B", 2);
        await stage.Work.RunAsync(
            stage.Automation.Value,
            [(batch, [ExecutionStatus.Completed, ExecutionStatus.Failed])]
        );
        await (await stage.Store.BeginAppendAsync(stage.Import("B"), Token)).DisposeAsync();
        var run = await stage.Work.RunAsync(
            stage.Automation.Value,
            [(batch, [ExecutionStatus.Completed, ExecutionStatus.Pending])]
        );
        var refusal = await Assert.ThrowsAsync<ConflictException>(() =>
            stage.Store.BeginAppendAsync(stage.Import("B"), Token)
        );
        Assert.Contains(run.Id.ToString(), refusal.Message);
    }

    [Fact]
    public async Task A_deactivated_batch_frees_its_name()
    {
        await using var stage = await ImportStage.SetAsync(database);
        var old = await stage.ImportAsync("B", ImportStage.Items(0, 2));
        await stage.Rows.ExecuteAsync($"UPDATE batch SET is_active = false WHERE id = '{old}'");
        await Assert.ThrowsAsync<NotFoundException>(() => stage.Store.BeginAppendAsync(stage.Import("B"), Token));
        Assert.NotEqual(old, await stage.ImportAsync("B", ImportStage.Items(0, 1)));
        Assert.Equal(2, await stage.StoredItemsAsync(old));
    }

    [Fact]
    public async Task An_automation_that_is_gone_is_said()
    {
        await using var stage = await ImportStage.SetAsync(database);
        var gone = stage.Import("B") with { AutomationId = new AutomationId(Guid.CreateVersion7()) };
        await Assert.ThrowsAsync<NotFoundException>(() => stage.Store.BeginAsync(gone, Token));
    }

    [Fact]
    public async Task A_slice_that_breaks_a_rule_of_the_table_leaves_nothing_of_itself()
    {
        await using var stage = await ImportStage.SetAsync(database);
        await using var import = await stage.Store.BeginAsync(stage.Import("B"), Token);
        await import.WriteAsync(ImportStage.Items(0, 2), Token);
        await Assert.ThrowsAsync<ConflictException>(() =>
            import.WriteAsync([.. ImportStage.Items(2, 3), .. ImportStage.Items(1, 1)], Token)
        );
        Assert.Equal(2, await stage.StoredItemsAsync(import.BatchId));
    }

    [Fact]
    public async Task A_slice_beyond_the_limit_is_refused()
    {
        await using var stage = await ImportStage.SetAsync(database);
        await using var import = await stage.Store.BeginAsync(stage.Import("B"), Token);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() =>
            import.WriteAsync(new NewItem[ExecutionDefaults.SliceRows + 1], Token)
        );
    }

    private static async Task<IImport?> TryBeginAsync(IImportStore store, NewImport import)
    {
        try
        {
            return await store.BeginAsync(import, Token);
        }
        catch (ConflictException)
        {
            return null;
        }
    }
}
