using AutomationPlatform.Application;
using AutomationPlatform.Application.Database;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.IntegrationTests.Databases;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AutomationPlatform.IntegrationTests.Conformance;

/// <summary>An automation of the test's own with one batch, a handler the test wrote, and the system's clock.</summary>
internal sealed class ServingStage : IAsyncDisposable
{
    private readonly IServiceProvider services;
    private readonly StoredRows rows;
    private readonly TestDatabase database;
    private readonly AutomationId automation;
    private readonly BatchId batch;
    private readonly int? maxAttempts;
    private readonly double? threshold;

    private ServingStage(
        TestDatabase database,
        IServiceProvider services,
        StoredRows rows,
        (Guid Automation, Guid Batch) ids,
        AutomationSettings settings
    )
    {
        this.database = database;
        this.services = services;
        this.rows = rows;
        automation = new AutomationId(ids.Automation);
        batch = new BatchId(ids.Batch);
        maxAttempts = settings.Retry?.LargestMaxAttempts;
        threshold = settings.FailureThreshold;
    }

    internal IWorkQueue Queue => services.GetRequiredService<IWorkQueue>();

    /// <summary>Where the handler is that the test wrote.</summary>
    internal IItemRunnerFactory Runners => services.GetRequiredService<IItemRunnerFactory>();

    internal IRunControl Control => services.GetRequiredService<IRunControl>();

    internal static Task<ServingStage> SetAsync(
        TestDatabase database,
        AutomationSettings settings,
        int items,
        Func<ItemContext, Task<object?>> handle
    ) => SetAsync(database, settings, items, (context, _) => handle(context));

    internal static async Task<ServingStage> SetAsync(
        TestDatabase database,
        AutomationSettings settings,
        int items,
        Func<ItemContext, CancellationToken, Task<object?>>? handle = null
    )
    {
        database.RequireAvailable();
        var opened = await StoredRows.OpenAsync(database);
        var work = new StoredWork(opened);
        var name = $"Automation {Guid.NewGuid()}";
        var platform = database.NewServices(collection =>
        {
            collection.AddSingleton(TimeProvider.System);
            if (handle is null)
                return;
            collection.AddSingleton(new Script(handle));
            new AutomationPlatformBuilder(collection).AddItemHandler<ScriptedHandler>(name);
        });
        var stored = await work.AutomationAsync(name, settings: settings);
        var filled = await work.BatchAsync(stored, "B", items);
        return new ServingStage(database, platform, opened, (stored, filled.Id), settings);
    }

    /// <summary>What a handler does that never ends by itself.</summary>
    internal static async Task UntilStoppedAsync(CancellationToken token)
    {
        var stopped = new TaskCompletionSource();
        await using var registration = token.Register(() => stopped.TrySetCanceled(token));
        await stopped.Task;
    }

    internal Task<RunId> StartAsync(int priority = Run.DefaultPriority) =>
        Control.CreateRunAsync(
            new NewRun(automation, DefinitionNumber: 1, [batch], maxAttempts, "tester")
            {
                FailureThreshold = threshold,
                Priority = priority,
            },
            progress: null,
            CancellationToken.None
        );

    /// <summary>Works on the run as a process of its own would, until it has ended or is drained.</summary>
    internal Task<WorkerReport> WorkAsync(RunId run, CancellationToken drain = default) =>
        WorkAsync(new WorkerOptions { Runs = [run], Drain = true }, drain);

    /// <summary>Works as a process of its own would.</summary>
    internal Task<WorkerReport> WorkAsync(WorkerOptions options, CancellationToken drain = default) =>
        services.GetRequiredService<Worker>().RunAsync(options, drain, CancellationToken.None);

    internal Task<RunSummary> SummaryAsync(RunId run) =>
        services.GetRequiredService<IRunReader>().GetAsync(run, CancellationToken.None);

    internal async Task<IReadOnlyList<ItemExecutionSummary>> ItemsAsync(RunId run)
    {
        var page = await services
            .GetRequiredService<IRunReader>()
            .FindItemsAsync(new ItemFilter(run), new PageRequest(), CancellationToken.None);
        return page.Rows;
    }

    /// <summary>Lets the leases of all workers run out, and others find it.</summary>
    internal async Task LoseLeasesAsync(RunId run)
    {
        while ((await SummaryAsync(run)).Items.Processing > 0)
        {
            await rows.ExecuteAsync(
                "UPDATE worker SET lease_until = @past",
                ("past", TestDatabase.Start.AddYears(-20))
            );
            await Queue.RescueAsync(CancellationToken.None);
        }
    }

    /// <summary>Looks again and again at what nobody signals; ends with the test when it never comes.</summary>
    internal static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (!await condition())
            await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>How many rows a table has.</summary>
    internal async Task<long> CountAsync(string table)
    {
        await using var connection = await database.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = $"SELECT count(*) FROM {table}";
        return (long)(await command.ExecuteScalarAsync())!;
    }

    internal IRunReader Reader => services.GetRequiredService<IRunReader>();

    internal Task<RunActivity> ActivityAsync(RunId run) => Reader.GetActivityAsync(run, CancellationToken.None);

    /// <summary>What must not be, over the whole database.</summary>
    internal Task<IReadOnlyList<DoctorFinding>> ExamineAsync() =>
        services.GetRequiredService<IDatabase>().ExamineAsync(repair: false, progress: null, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await rows.DisposeAsync();
        // Its connections: a class of many tests would use up those of the server.
        await ((IAsyncDisposable)services).DisposeAsync();
    }

    private sealed record Script(Func<ItemContext, CancellationToken, Task<object?>> Handle);

    private sealed class ScriptedHandler(Script script) : IItemHandler
    {
        public Task<object?> HandleAsync(ItemContext context, CancellationToken cancellationToken) =>
            script.Handle(context, cancellationToken);
    }
}
