using AutomationPlatform.Application;
using AutomationPlatform.Application.Definition;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.IntegrationTests.Databases;

namespace AutomationPlatform.IntegrationTests.Conformance;

/// <summary>An automation with an item schema and a key, and a directory of input files.</summary>
internal sealed class FileStage : IDisposable
{
    private static readonly DefinitionContent Initial = new(
        BatchSchema: null,
        new Schema(
            """{"type":"object","properties":{"id":{"type":"integer"},"name":{"type":"string"},"ok":{"type":"boolean"}}}"""
        ),
        new AutomationSettings { Key = "/id" }
    );

    private readonly TestDatabase database;
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("apc-test-");
    private readonly string name = $"Automation {Guid.NewGuid()}";
    private DefinitionContent definition = Initial;
    private AppliedDefinition applied = null!;

    private FileStage(TestDatabase database) => this.database = database;

    internal static async Task<FileStage> SetAsync(TestDatabase database)
    {
        database.RequireAvailable();
        var stage = new FileStage(database);
        await stage.ApplyAsync(content => content);
        return stage;
    }

    /// <summary>Changes the definition as a changed file would.</summary>
    internal async Task ApplyAsync(Func<DefinitionContent, DefinitionContent> change, bool force = false)
    {
        definition = change(definition);
        applied = await database
            .Get<ApplyDefinition>()
            .ExecuteAsync(
                new ApplyRequest(new AutomationFile("automation.yaml", name, null, definition), "definer")
                {
                    Force = force,
                },
                CancellationToken.None
            );
    }

    internal AutomationId Automation => applied.AutomationId;

    internal int DefinitionNumber => applied.DefinitionNumber;

    internal string PathOf(string file) => Path.Combine(directory.FullName, file);

    internal void Write(string file, string text) => File.WriteAllText(PathOf(file), text);

    internal Task<ImportResult> ImportAsync(
        string file,
        Func<ImportRequest, ImportRequest>? change = null,
        IProgress<ImportProgress>? progress = null,
        CancellationToken token = default
    )
    {
        var request = new ImportRequest
        {
            AutomationId = applied.AutomationId,
            DefinitionNumber = applied.DefinitionNumber,
            Definition = definition,
            Files = [PathOf(file)],
            Actor = "importer",
        };
        return database.Get<ImportBatch>().ExecuteAsync(change is null ? request : change(request), progress, token);
    }

    internal async Task<IReadOnlyList<ItemSummary>> ItemsAsync(string batch)
    {
        var reader = database.Get<IDefinitionReader>();
        var found = await reader.GetBatchAsync(applied.AutomationId, batch, CancellationToken.None);
        return (await reader.ListItemsAsync(found.Id, new PageRequest(1_000), CancellationToken.None)).Rows;
    }

    internal async Task<long> StoredBatchesAsync() =>
        Convert.ToInt64(
            await database.ScalarAsync($"SELECT count(*) FROM batch WHERE automation_id = '{applied.AutomationId}'")
        );

    public void Dispose() => directory.Delete(recursive: true);
}
