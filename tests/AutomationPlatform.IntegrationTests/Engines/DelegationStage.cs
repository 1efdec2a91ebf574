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

/// <summary>A service of jobs, an engine that is connected with it, and an automation whose runs are handed to it.</summary>
internal sealed class DelegationStage : IAsyncDisposable
{
    private static readonly CancellationToken Token = CancellationToken.None;

    private readonly TestDatabase database;
    private readonly StoredRows rows;

    private DelegationStage(TestDatabase database, StoredRows rows, JobService service)
    {
        this.database = database;
        this.rows = rows;
        Service = service;
        Services = NewProcess();
    }

    internal JobService Service { get; }

    /// <summary>What one process has.</summary>
    internal IServiceProvider Services { get; }

    internal EngineConnection Engine { get; private set; } = null!;

    internal RunId Run { get; private set; }

    internal static async Task<DelegationStage> SetAsync(
        TestDatabase database,
        int items = 0,
        Dictionary<string, string>? settings = null,
        string? credential = null,
        bool started = true
    )
    {
        var stage = new DelegationStage(database, await StoredRows.OpenAsync(database), await JobService.StartAsync());
        await stage.ConnectAsync(settings ?? [], credential);
        if (started)
            stage.Run = await stage.StartAsync(items);
        return stage;
    }

    public async ValueTask DisposeAsync()
    {
        await Service.DisposeAsync();
        await rows.DisposeAsync();
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
        var handler = new EngineHandlerDefinition(Engine.Name, Payload.Parse("""{"flow":"nightly"}"""));
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

    internal Task<RunSummary> SummaryAsync() => Get<IRunReader>().GetAsync(Run, Token);

    internal async Task<RunInstance> InstanceAsync() =>
        Assert.Single(await Get<ISubmissionStore>().ListInstancesAsync(Run, Token));

    internal async Task<Submission> SubmissionAsync() =>
        Assert.Single(await Get<ISubmissionStore>().ListByRunAsync(Run, Token));

    internal async Task<IReadOnlyList<ItemExecution>> ItemsAsync() =>
        await database.DoAsync(work => work.ItemExecutions.ListAsync(Filter.Where("runId", Run)));

    internal T Get<T>()
        where T : notnull => Services.GetRequiredService<T>();

    private async Task ConnectAsync(Dictionary<string, string> settings, string? credential)
    {
        settings.TryAdd("statusUrl", "/jobs/{id}");
        settings.TryAdd("findUrl", "/find/{submission}");
        settings.TryAdd("cancelUrl", "/jobs/{id}/cancel");
        settings.TryAdd("messagePointer", "/message");
        settings.TryAdd("listUrl", "/jobs");
        settings.TryAdd("submissionPointer", "/submission");
        Engine = await Get<ConnectEngine>()
            .AddAsync(
                new EngineDescription(Story.Name("flows"), "webhook", Service.Url, credential, settings),
                "tester",
                Token
            );
    }
}
