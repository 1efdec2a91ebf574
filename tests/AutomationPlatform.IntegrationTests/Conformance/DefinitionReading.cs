using AutomationPlatform.Application;
using AutomationPlatform.Application.Definition;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.IntegrationTests.Databases;

namespace AutomationPlatform.IntegrationTests.Conformance;

/// <summary>What reading automations, batches and items must do on every database.</summary>
public abstract class DefinitionReading(TestDatabase database)
{
    private static readonly CancellationToken Token = CancellationToken.None;

    private IDefinitionReader Definitions => database.Get<IDefinitionReader>();

    [Fact]
    public async Task Automations_are_listed_by_name_in_pages_with_their_batches_counted()
    {
        await using var rows = await RowsAsync();
        var work = new StoredWork(rows);
        var tag = Guid.NewGuid().ToString();
        foreach (var name in (string[])["c", "a", "b"])
            await work.BatchAsync(await work.AutomationAsync($"{tag} {name}"), "Batch", 1);
        await work.AutomationAsync($"{tag} d", active: false);
        Assert.Equal(["a", "b", "c"], await ListAsync(tag, includeInactive: false));
        Assert.Equal(["a", "b", "c", "d"], await ListAsync(tag, includeInactive: true));
    }

    [Fact]
    public async Task An_automation_is_found_by_name_and_by_id_with_its_definition()
    {
        await using var rows = await RowsAsync();
        var name = $"Import {Guid.NewGuid()}";
        var settings = AutomationSettings.Default with
        {
            Handler = new BuiltinHandlerDefinition("echo"),
            Retry = new RetryPolicy { MaxAttempts = 3 },
        };
        var id = await new StoredWork(rows).AutomationAsync(name, settings: settings);
        foreach (var given in (string[])[name, id.ToString(), id.ToString()[^12..], $" {name} "])
        {
            var found = await Definitions.GetAutomationAsync(given, includeInactive: false, Token);
            Assert.Equal(
                (id, name, "builtin", 1),
                (found.Summary.Id.Value, found.Summary.Name, found.Summary.Handler, found.Version)
            );
            Assert.Equal(settings, found.Definition.Settings);
        }
    }

    [Fact]
    public async Task An_inactive_automation_is_found_only_when_asked_for_and_only_when_alone()
    {
        await using var rows = await RowsAsync();
        var work = new StoredWork(rows);
        var name = $"Old {Guid.NewGuid()}";
        var first = await work.AutomationAsync(name, active: false);
        await Assert.ThrowsAsync<NotFoundException>(() => Definitions.GetAutomationAsync(name, false, Token));
        Assert.Equal(first, (await Definitions.GetAutomationAsync(name, true, Token)).Summary.Id.Value);
        var second = await work.AutomationAsync(name, active: false);
        var error = await Assert.ThrowsAsync<ConflictException>(() =>
            Definitions.GetAutomationAsync(name, true, Token)
        );
        Assert.Contains(first.ToString(), error.Message);
        Assert.Contains(second.ToString(), error.Message);
        var active = await work.AutomationAsync(name);
        Assert.Equal(active, (await Definitions.GetAutomationAsync(name, true, Token)).Summary.Id.Value);
    }

    [Fact]
    public async Task Batches_are_listed_newest_first_with_their_items_counted_and_hidden_ones_left_out()
    {
        await using var rows = await RowsAsync();
        var work = new StoredWork(rows);
        var automation = await work.AutomationAsync($"Batches {Guid.NewGuid()}");
        var first = await work.BatchAsync(automation, "First", 3);
        var second = await work.BatchAsync(automation, "Second", 2);
        await work.BatchAsync(automation, "Hidden", 1, hidden: true);
        var id = new AutomationId(automation);
        var page = await Definitions.ListBatchesAsync(id, false, new PageRequest(1), Token);
        Assert.Equal(("Second", 2L), (page.Rows.Single().Name, page.Rows.Single().Items));
        var next = await Definitions.ListBatchesAsync(id, false, new PageRequest(1, page.Next), Token);
        Assert.Equal(("First", 3L), (next.Rows.Single().Name, next.Rows.Single().Items));
        Assert.Null(next.Next);
        Assert.Equal(first.Id, (await Definitions.GetBatchAsync(id, "First", Token)).Id.Value);
        Assert.Equal(second.Id, (await Definitions.GetBatchAsync(id, second.Id.ToString(), Token)).Id.Value);
        await Assert.ThrowsAsync<NotFoundException>(() => Definitions.GetBatchAsync(id, "Hidden", Token));
        await Assert.ThrowsAsync<NotFoundException>(() => Definitions.GetBatchAsync(id, "Third", Token));
    }

    [Fact]
    public async Task Items_are_listed_by_sequence_and_those_of_an_import_under_way_are_left_out()
    {
        await using var rows = await RowsAsync();
        var work = new StoredWork(rows);
        var automation = await work.AutomationAsync($"Items {Guid.NewGuid()}");
        var batch = await work.BatchAsync(automation, "Batch", 5);
        await rows.InsertAsync(
            "import_lease",
            ("batch_id", batch.Id),
            ("first_sequence_number", 3),
            ("owner", Guid.NewGuid()),
            ("lease_until", rows.Tick())
        );
        var page = await Definitions.ListItemsAsync(new BatchId(batch.Id), new PageRequest(2), Token);
        Assert.Equal([0, 1], page.Rows.Select(i => i.SequenceNumber));
        Assert.Equal("Batch-1", page.Rows[1].Reference);
        var next = await Definitions.ListItemsAsync(new BatchId(batch.Id), new PageRequest(2, page.Next), Token);
        Assert.Equal([2], next.Rows.Select(i => i.SequenceNumber));
        Assert.Null(next.Next);
        Assert.Equal(3, (await Definitions.GetBatchAsync(new AutomationId(automation), "Batch", Token)).Items);
    }

    private async Task<StoredRows> RowsAsync()
    {
        database.RequireAvailable();
        return await StoredRows.OpenAsync(database);
    }

    private async Task<IReadOnlyList<string>> ListAsync(string tag, bool includeInactive)
    {
        List<AutomationSummary> all = [];
        string? cursor = null;
        do
        {
            var page = await Definitions.ListAutomationsAsync(includeInactive, new PageRequest(2, cursor), Token);
            all.AddRange(page.Rows);
            cursor = page.Next;
        } while (cursor is not null);
        var own = all.Where(a => a.Name.StartsWith(tag, StringComparison.Ordinal)).ToList();
        Assert.All(own, a => Assert.Equal(a.IsActive ? 1 : 0, a.Batches));
        return [.. own.Select(a => a.Name[^1..])];
    }
}
