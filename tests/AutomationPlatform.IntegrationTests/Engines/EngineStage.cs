using AutomationPlatform.Application.Definition;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Application.Orchestration;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Engines;
using AutomationPlatform.IntegrationTests.Databases;
using Microsoft.Extensions.DependencyInjection;

namespace AutomationPlatform.IntegrationTests.Engines;

/// <summary>An engine that is connected, and an automation whose runs are handed to it.</summary>
internal class EngineStage : IAsyncDisposable
{
    private static readonly CancellationToken Token = CancellationToken.None;

    private readonly TestDatabase database;
    private readonly StoredRows rows;

    private readonly string handed;

    /// <param name="database">The database.</param>
    /// <param name="rows">What is stored in it.</param>
    /// <param name="handed">What the automation's definition says of the job: JSON.</param>
    protected EngineStage(TestDatabase database, StoredRows rows, string handed)
    {
        this.database = database;
        this.rows = rows;
        this.handed = handed;
        Services = NewProcess();
    }

    /// <summary>What one process has.</summary>
    internal IServiceProvider Services { get; }

    internal EngineConnection Engine { get; private set; } = null!;

    internal RunId Run { get; private protected set; }

    /// <summary>Connects an engine of any type, and begins a run of no items.</summary>
    internal static async Task<EngineStage> SetAsync(TestDatabase database, EngineDescription engine, string handed)
    {
        var stage = new EngineStage(database, await StoredRows.OpenAsync(database), handed);
        await stage.ConnectAsync(engine);
        stage.Run = await stage.StartAsync(items: 0);
        return stage;
    }

    public virtual async ValueTask DisposeAsync()
    {
        await rows.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>The platform once more, as another process has it.</summary>
    internal IServiceProvider NewProcess(Action<IServiceCollection>? configure = null) =>
        database.NewServices(services =>
        {
            services.AddExternalEngines();
            configure?.Invoke(services);
        });

    /// <summary>What looks at engines in another process, whose own clock may be any.</summary>
    internal EngineReconciler NewReconciler(TimeProvider own, Func<ISubmissionStore, ISubmissionStore>? around = null)
    {
        var process = NewProcess();
        var store = process.GetRequiredService<ISubmissionStore>();
        // Only its own: a clock in the services would also be the database's.
        return ActivatorUtilities.CreateInstance<EngineReconciler>(process, own, around?.Invoke(store) ?? store);
    }

    internal async Task<RunId> StartAsync(int items, IServiceProvider? process = null)
    {
        process ??= Services;
        var work = new StoredWork(rows);
        var handler = new EngineHandlerDefinition(Engine.Name, Payload.Parse(handed));
        var automation = await work.AutomationAsync(
            Story.Name("automation"),
            settings: new AutomationSettings { Handler = handler }
        );
        BatchId[] batches = items == 0 ? [] : [new((await work.BatchAsync(automation, "B", items)).Id)];
        var details = await process
            .GetRequiredService<IDefinitionReader>()
            .GetAutomationAsync(automation.ToString(), includeInactive: false, Token);
        return await process
            .GetRequiredService<DelegateRun>()
            .StartAsync(new StartRunRequest(details, batches, "tester"), Token);
    }

    /// <summary>Looks at what is due of the run, as one process does.</summary>
    internal Task<int> LookAsync(IServiceProvider? process = null, bool early = false) =>
        (process ?? Services)
            .GetRequiredService<EngineReconciler>()
            .LookAsync(new ReconcileScope { Run = Run, Now = early }, Token);

    /// <summary>Looks at what is due of the run, as such a process does.</summary>
    internal Task<int> LookAsync(EngineReconciler reconciler) =>
        reconciler.LookAsync(new ReconcileScope { Run = Run }, Token);

    /// <summary>Lets so much time go by, and looks.</summary>
    internal Task<int> LookAfterAsync(TimeSpan time, IServiceProvider? process = null)
    {
        database.Clock.Advance(time);
        return LookAsync(process);
    }

    /// <summary>Asks for the end of the run.</summary>
    internal Task CancelAsync() => Get<DelegateRun>().CancelAsync(Run, "not wanted", "tester", Token);

    internal Task<RunSummary> SummaryAsync() => Get<IRunReader>().GetAsync(Run, Token);

    internal async Task<RunInstance> InstanceAsync() =>
        Assert.Single(await Get<ISubmissionStore>().ListInstancesAsync(Run, Token));

    internal async Task<Submission> SubmissionAsync() =>
        Assert.Single(await Get<ISubmissionStore>().ListByRunAsync(Run, Token));

    internal async Task<IReadOnlyList<ItemExecution>> ItemsAsync() =>
        await database.DoAsync(work => work.ItemExecutions.ListAsync(Filter.Where("runId", Run)));

    internal T Get<T>()
        where T : notnull => Services.GetRequiredService<T>();

    private protected async Task ConnectAsync(EngineDescription engine) =>
        Engine = await Get<ConnectEngine>().AddAsync(engine, "tester", Token);
}
