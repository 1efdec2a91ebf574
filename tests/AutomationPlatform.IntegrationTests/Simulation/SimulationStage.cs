using System.Data.Common;
using AutomationPlatform.Application.Database;
using AutomationPlatform.Application.Events;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.IntegrationTests.Conformance;
using AutomationPlatform.IntegrationTests.Databases;
using Microsoft.Extensions.DependencyInjection;

namespace AutomationPlatform.IntegrationTests.Simulation;

/// <summary>A database, and the ports of two processes on it: what simulations run on, one after the other.</summary>
internal sealed class SimulationStage : IAsyncDisposable
{
    private readonly TestDatabase database;
    private readonly StoredRows rows;
    private readonly DbConnection connection;
    private readonly IServiceProvider[] processes;

    private SimulationStage(TestDatabase database, StoredRows rows, DbConnection connection)
    {
        this.database = database;
        this.rows = rows;
        this.connection = connection;
        processes = [NewProcess(), NewProcess()];
    }

    /// <summary>Told every event of every process.</summary>
    internal Action<DomainEvent>? Hear { get; set; }

    internal Microsoft.Extensions.Time.Testing.FakeTimeProvider Clock => database.Clock;

    internal IRunControl Control => processes[0].GetRequiredService<IRunControl>();

    internal static async Task<SimulationStage> OpenAsync(TestDatabase database)
    {
        database.RequireAvailable();
        return new(database, await StoredRows.OpenAsync(database), await database.OpenAsync());
    }

    internal IWorkQueue Queue(int process) => processes[process % processes.Length].GetRequiredService<IWorkQueue>();

    /// <summary>An automation with batches, and a run of them.</summary>
    internal async Task<RunId> StartAsync(SimulationPlan plan)
    {
        var work = new StoredWork(rows);
        var settings = AutomationSettings.Default with
        {
            Retry = plan.Retry,
            Limits = new ExecutionLimits(plan.InFlight, Rate: null),
        };
        var automation = await work.AutomationAsync($"Simulation {Guid.CreateVersion7()}", settings: settings);
        List<BatchId> batches = [];
        foreach (var (ordinal, items) in plan.Batches.Index())
            batches.Add(new((await work.BatchAsync(automation, $"B{ordinal}", items)).Id));
        return await Control.CreateRunAsync(
            new NewRun(new(automation), DefinitionNumber: 1, batches, plan.MaxAttempts, "starter"),
            progress: null,
            CancellationToken.None
        );
    }

    /// <summary>Every rule that holds between any two transactions, asked of the tables.</summary>
    internal async Task CheckAsync(RunId run)
    {
        foreach (var (rule, sql) in ExecutionInvariants.All)
            if (await ScalarAsync(run, sql) is var exceptions && exceptions != "0")
                throw new SimulationViolation($"not true: {rule} ({exceptions})");
    }

    internal async Task<string?> ScalarAsync(RunId run, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql.Replace("@run", $"'{run}'");
        return (await command.ExecuteScalarAsync())?.ToString();
    }

    internal Task ExecuteAsync(string sql) => rows.ExecuteAsync(sql);

    internal async Task<Dictionary<ItemExecutionId, ExportedItem>> ItemsAsync(RunId run)
    {
        Dictionary<ItemExecutionId, ExportedItem> items = [];
        var reader = processes[1].GetRequiredService<IRunReader>();
        await foreach (var item in reader.ExportAsync(run, CancellationToken.None))
            items.Add(item.ItemExecutionId, item);
        return items;
    }

    /// <summary>What must not be, over the whole database.</summary>
    internal Task<IReadOnlyList<DoctorFinding>> ExamineAsync() =>
        database.Get<IDatabase>().ExamineAsync(repair: false, progress: null, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await connection.DisposeAsync();
        await rows.DisposeAsync();
    }

    private IServiceProvider NewProcess() =>
        database.NewServices(collection => collection.AddSingleton<IEventBus>(new Ears(this)));

    private sealed class Ears(SimulationStage stage) : IEventBus
    {
        public IDisposable Subscribe<TEvent>(IDomainEventHandler<TEvent> handler)
            where TEvent : DomainEvent => throw new NotSupportedException("A simulation hears everything by itself.");

        public bool HasSubscribers(Type eventType) => true;

        public Task PublishAsync(IReadOnlyList<DomainEvent> events, CancellationToken cancellationToken = default)
        {
            foreach (var told in events)
                stage.Hear?.Invoke(told);
            return Task.CompletedTask;
        }
    }
}
