using AutomationPlatform.Application.Audit;
using AutomationPlatform.Application.Database;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Infrastructure;
using AutomationPlatform.Infrastructure.Database;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;

namespace AutomationPlatform.Benchmarks.Execution.Contenders;

/// <summary>The platform as <c>apc worker</c> composes it: one worker, the builtin no-op handler, three attempts.</summary>
internal sealed class EngineContender(ContenderOptions options) : IContender
{
    private const int WarmUp = 5_000;

    private readonly EngineDatabase database = new(options.Database);
    private RunId run;

    public async Task<string> PrepareAsync()
    {
        await database.OpenAsync(fresh: options.Run is null);
        await ServeAsync(await database.NewRunAsync(Math.Min(WarmUp, options.Items)));
        run = options.Run is { } known ? new(known) : await database.NewRunAsync(options.Items);
        await database.AnalyzeAsync();
        return run.ToString();
    }

    public Task WorkAsync() => ServeAsync(run);

    public ValueTask DisposeAsync() => database.DisposeAsync();

    private async Task ServeAsync(RunId which)
    {
        await database.Get<Worker>().RunAsync(new WorkerOptions { Runs = [which], Drain = true });
        await database.CheckAsync(which);
    }
}

/// <summary>The platform's queue alone, with the chunk that was asked for; or the making of a run's executions.</summary>
internal sealed class QueueContender(ContenderOptions options) : IContender
{
    private const int WarmUp = 1_000;

    private readonly EngineDatabase database = new(options.Database);
    private RunId run;
    private NewRun? waiting;

    public async Task<string> PrepareAsync()
    {
        await database.OpenAsync(fresh: true);
        await DrainAsync(await database.NewRunAsync(Math.Min(WarmUp, options.Items)));
        waiting = await database.FillAsync(options.Items);
        if (options.Work == ContenderWork.Process)
            run = await CreateAsync();
        await database.AnalyzeAsync();
        return "";
    }

    public async Task WorkAsync()
    {
        if (options.Work == ContenderWork.Create)
            await CreateAsync();
        else
            await DrainAsync(run);
    }

    public ValueTask DisposeAsync() => database.DisposeAsync();

    private Task<RunId> CreateAsync() =>
        database.Get<IRunControl>().CreateRunAsync(waiting!, progress: null, CancellationToken.None);

    private async Task DrainAsync(RunId which)
    {
        var queue = database.Get<IWorkQueue>();
        await QueueDrain.RunAsync(queue, which, options.Chunk);
        await queue.EndIfDoneAsync(which, CancellationToken.None);
        await database.CheckAsync(which);
    }
}

/// <summary>A database of the platform's own: on PostgreSQL a schema that is made anew.</summary>
internal sealed class EngineDatabase : IAsyncDisposable
{
    private const string Schema = "execution_engine";

    private readonly DatabaseUrl plain;
    private readonly string url;
    private readonly ServiceProvider services;

    internal EngineDatabase(string database, Action<IServiceCollection>? configure = null)
    {
        plain = DatabaseUrl.Parse(database);
        url =
            plain.Kind == DatabaseKind.Sqlite
                ? database
                : $"{database}{(database.Contains('?') ? '&' : '?')}search_path={Schema}";
        var collection = new ServiceCollection();
        configure?.Invoke(collection);
        collection.AddAutomationPlatform(o => o.Database = url);
        if (AppContext.TryGetSwitch(ContenderHost.Switch, out var withoutHashes) && withoutHashes)
            collection.RemoveAll<RunSealer>();
        services = collection.BuildServiceProvider();
    }

    internal async Task OpenAsync(bool fresh)
    {
        if (fresh && plain.Kind != DatabaseKind.Sqlite)
            await MakeSchemaAsync();
        await Get<IDatabase>().MigrateAsync(CancellationToken.None);
    }

    internal T Get<T>()
        where T : notnull => services.GetRequiredService<T>();

    internal async Task<NewRun> FillAsync(int items)
    {
        await using var raw = await RawDatabase.OpenAsync(DatabaseUrl.Parse(url));
        var (automation, batch) = await raw.FillAsync(items);
        return new NewRun(automation, 1, [batch], MaxAttempts: 3, "benchmark") { MaxAttemptsAsked = 3 };
    }

    internal async Task<RunId> NewRunAsync(int items) =>
        await Get<IRunControl>().CreateRunAsync(await FillAsync(items), progress: null, CancellationToken.None);

    internal async Task AnalyzeAsync()
    {
        await using var raw = await RawDatabase.OpenAsync(DatabaseUrl.Parse(url));
        await raw.SettleAsync();
    }

    internal async Task CheckAsync(RunId run)
    {
        var ended = await Get<IRunReader>().GetAsync(run, CancellationToken.None);
        if (ended.Status != ExecutionStatus.Completed)
            throw new InvalidOperationException($"run {run} is {ended.Status}, not COMPLETED");
    }

    public ValueTask DisposeAsync() => services.DisposeAsync();

    private async Task MakeSchemaAsync()
    {
        await using var connection = new NpgsqlConnection(plain.ConnectionString);
        await connection.OpenAsync();
        await using var make = new NpgsqlCommand(
            $"DROP SCHEMA IF EXISTS {Schema} CASCADE; CREATE SCHEMA {Schema}",
            connection
        );
        await make.ExecuteNonQueryAsync();
    }
}
