using AutomationPlatform.Application;
using AutomationPlatform.Application.Definition;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.IntegrationTests.Databases;
using Microsoft.Extensions.DependencyInjection;

namespace AutomationPlatform.IntegrationTests.Conformance;

/// <summary>An automation of the test's own to import into, and eyes on what is seen of it.</summary>
internal sealed class ImportStage : IAsyncDisposable
{
    private static readonly CancellationToken Token = CancellationToken.None;

    private readonly TestDatabase database;

    private ImportStage(TestDatabase database, StoredRows rows)
    {
        this.database = database;
        Work = new StoredWork(rows);
        Rows = rows;
    }

    internal StoredRows Rows { get; }

    internal StoredWork Work { get; }

    internal AutomationId Automation { get; private set; }

    internal IImportStore Store => database.Get<IImportStore>();

    internal static async Task<ImportStage> SetAsync(TestDatabase database)
    {
        database.RequireAvailable();
        var stage = new ImportStage(database, await StoredRows.OpenAsync(database));
        stage.Automation = new AutomationId(await stage.Work.AutomationAsync($"Automation {Guid.NewGuid()}"));
        return stage;
    }

    /// <summary>The store as another process would have it.</summary>
    internal IImportStore OtherStore() => database.NewServices().GetRequiredService<IImportStore>();

    internal NewImport Import(string batch, string? payload = null) =>
        new(Automation, batch, payload is null ? null : Payload.Parse(payload), 1, "importer");

    internal static NewItem[] Items(int first, int count, string? prefix = null) =>
        [
            .. Enumerable
                .Range(first, count)
                .Select(n => new NewItem(
                    n,
                    $$"""{"n":{{n}},"city":"Zürich 😀"}""",
                    prefix is null ? null : $"{prefix}{n}"
                )),
        ];

    /// <summary>Imports a whole batch.</summary>
    internal async Task<BatchId> ImportAsync(string batch, params NewItem[] items)
    {
        await using var import = await Store.BeginAsync(Import(batch), Token);
        await import.WriteAsync(items, Token);
        await import.CompleteAsync("aa", Token);
        return import.BatchId;
    }

    /// <summary>The batch as it is seen; null when it is not.</summary>
    internal async Task<BatchSummary?> SeenAsync(string batch)
    {
        try
        {
            return await database.Get<IDefinitionReader>().GetBatchAsync(Automation, batch, Token);
        }
        catch (NotFoundException)
        {
            return null;
        }
    }

    internal async Task<IReadOnlyList<ItemSummary>> ItemsAsync(BatchId batch) =>
        (await database.Get<IDefinitionReader>().ListItemsAsync(batch, new PageRequest(1_000), Token)).Rows;

    /// <summary>How many items stand in the table, hidden or not.</summary>
    internal async Task<long> StoredItemsAsync(BatchId batch) =>
        Convert.ToInt64(await database.ScalarAsync($"SELECT count(*) FROM item WHERE batch_id = '{batch}'"));

    internal async Task<long> StoredBatchesAsync() =>
        Convert.ToInt64(await database.ScalarAsync($"SELECT count(*) FROM batch WHERE automation_id = '{Automation}'"));

    public ValueTask DisposeAsync() => Rows.DisposeAsync();
}
