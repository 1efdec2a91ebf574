using AutomationPlatform.Application.Events;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Infrastructure.Database;
using AutomationPlatform.Infrastructure.Definition;
using AutomationPlatform.IntegrationTests.Databases;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace AutomationPlatform.IntegrationTests.Conformance;

/// <summary>A run of a test's own, driven through the ports as a worker would, under a clock that stands still.</summary>
internal sealed class ExecutionStage : IAsyncDisposable
{
    internal static readonly TimeSpan Lease = TimeSpan.FromSeconds(60);

    private readonly TestDatabase database;
    private readonly StoredRows rows;
    private readonly IServiceProvider services;

    private ExecutionStage(TestDatabase database, StoredRows rows)
    {
        this.database = database;
        this.rows = rows;
        services = NewProcess();
    }

    internal FakeTimeProvider Clock { get; } = new(TestDatabase.Start);

    internal Guid Automation { get; private set; }

    internal List<StoredBatch> Batches { get; } = [];

    internal RunId Run { get; private set; }

    internal CollectedEvents Events { get; } = new();

    internal IWorkQueue Queue => services.GetRequiredService<IWorkQueue>();

    internal IRunControl Control => services.GetRequiredService<IRunControl>();

    /// <summary>An automation with batches of so many items, and no run yet.</summary>
    internal static async Task<ExecutionStage> SetAsync(TestDatabase database, params int[] itemsOfBatches)
    {
        database.RequireAvailable();
        var stage = new ExecutionStage(database, await StoredRows.OpenAsync(database));
        var work = new StoredWork(stage.rows);
        stage.Automation = await work.AutomationAsync(
            $"Automation {Guid.NewGuid()}",
            settings: AutomationSettings.Default
        );
        foreach (var (ordinal, items) in itemsOfBatches.Index())
            stage.Batches.Add(await work.BatchAsync(stage.Automation, $"B{ordinal}", items));
        return stage;
    }

    /// <summary>The same with a run of all batches.</summary>
    internal static async Task<ExecutionStage> StartAsync(TestDatabase database, int items, int? maxAttempts = 3)
    {
        var stage = await SetAsync(database, items);
        await stage.CreateRunAsync(maxAttempts);
        return stage;
    }

    /// <summary>The ports as another process has them: with connections of its own, under the same clock.</summary>
    internal IServiceProvider NewProcess() =>
        database.NewServices(collection =>
        {
            collection.AddSingleton<TimeProvider>(Clock);
            collection.AddSingleton<IEventBus>(Events);
        });

    /// <summary>Adds items to a batch until it has so many.</summary>
    internal Task FillAsync(StoredBatch batch, int items) =>
        ExecuteAsync(
            database.Kind == DatabaseKind.PostgreSql
                ? "INSERT INTO item (id, batch_id, sequence_number, created_at, updated_at, version, is_active) "
                    + $"SELECT gen_random_uuid(), '{batch.Id}', n, now(), now(), 1, true "
                    + $"FROM generate_series({batch.Items.Count}, {items - 1}) AS n"
                : "WITH RECURSIVE numbers (n) AS ("
                    + $"SELECT {batch.Items.Count} UNION ALL SELECT n + 1 FROM numbers WHERE n < {items - 1}) "
                    + "INSERT INTO item (id, batch_id, sequence_number, created_at, updated_at, version, is_active) "
                    + $"SELECT substr('{batch.Id}', 1, 24) || printf('%012x', n), '{batch.Id}', n, "
                    + "'2026-01-31T08:15:30.000000Z', '2026-01-31T08:15:30.000000Z', 1, 1 FROM numbers"
        );

    internal async Task<RunId> CreateRunAsync(
        int? maxAttempts = 3,
        IProgress<long>? progress = null,
        double? threshold = null
    ) =>
        Run = await Control.CreateRunAsync(
            new NewRun(new(Automation), 1, [.. Batches.Select(b => new BatchId(b.Id))], maxAttempts, "starter")
            {
                MaxAttemptsAsked = maxAttempts,
                FailureThreshold = threshold,
            },
            progress,
            CancellationToken.None
        );

    /// <summary>Changes the automation's limits, as applying another definition does.</summary>
    internal Task LimitAsync(ExecutionLimits limits)
    {
        var settings = DefinitionJson.WriteSettings(new AutomationSettings { Limits = limits });
        return ExecuteAsync($"UPDATE automation SET settings = '{settings}' WHERE id = '{Automation}'");
    }

    /// <summary>Goes on with another run.</summary>
    internal void Take(RunId run) => Run = run;

    internal async Task<WorkerIdentity> JoinAsync(string name = "host:1", IWorkQueue? queue = null)
    {
        var worker = new WorkerIdentity(new(Guid.CreateVersion7()), name, "host", 1, Shard: null);
        await (queue ?? Queue).JoinAsync(worker, Lease, CancellationToken.None);
        return worker;
    }

    internal ClaimRequest Request(WorkerIdentity worker, int limit = 100, long after = -1) =>
        new(new(Guid.CreateVersion7()), worker, Run, after, limit);

    internal Task<Claim> ClaimAsync(WorkerIdentity worker, int limit = 100, long after = -1) =>
        Queue.ClaimAsync(Request(worker, limit, after), CancellationToken.None);

    internal Task<AnswersTaken> AnswerAsync(WorkerIdentity worker, Claim claim, params Answer[] answers) =>
        Queue.AnswerAsync(new(claim.Id, Run, worker, answers), next: null, CancellationToken.None);

    internal Task<AnswersTaken> CompleteAsync(WorkerIdentity worker, Claim claim) =>
        AnswerAsync(worker, claim, [.. claim.Items.Select(Completed)]);

    internal static Answer Completed(ClaimedItem item) =>
        new(item, AnswerKind.Complete) { Result = """{"done": true}""" };

    internal static Answer Failed(ClaimedItem item, string code = "exit:1") =>
        new(item, AnswerKind.Fail) { Code = code, Message = $"Row {item.SequenceNumber} was refused" };

    internal static Answer Retried(ClaimedItem item, TimeSpan delay) =>
        new(item, AnswerKind.Retry)
        {
            Code = "network",
            Message = "busy",
            Delay = delay,
        };

    internal Task<RunEnd?> EndIfDoneAsync() => Queue.EndIfDoneAsync(Run, CancellationToken.None);

    /// <summary>Lets a worker's lease run out and others find it.</summary>
    internal async Task LoseAsync()
    {
        Clock.Advance(Lease);
        await Queue.RescueAsync(CancellationToken.None);
    }

    internal Task ExecuteAsync(string sql) => rows.ExecuteAsync(sql.Replace("@run", $"'{Run}'"));

    internal async Task<string?> ScalarAsync(string sql) =>
        (await database.ScalarAsync(sql.Replace("@run", $"'{Run}'")))?.ToString();

    /// <summary>The statuses of the run's items by position, and how many times each was changed.</summary>
    internal Task<string?> StatusesAsync() =>
        ScalarAsync(
            "SELECT string_agg(s, ' ') FROM (SELECT CAST(e.status AS text) AS s FROM item_execution e "
                + "JOIN batch_execution b ON b.id = e.batch_execution_id JOIN item i ON i.id = e.item_id "
                + "WHERE e.run_id = @run ORDER BY b.ordinal, i.sequence_number) AS ordered"
        );

    internal Task<string?> RunStatusAsync() => ScalarAsync("SELECT CAST(status AS text) FROM run WHERE id = @run");

    /// <summary>Fails unless history, counts, failures, queue and claims all say the same as the items.</summary>
    internal async Task CheckAsync()
    {
        foreach (var (rule, sql) in ExecutionInvariants.All)
            Assert.True(await ScalarAsync(sql) == "0", $"{rule}: {await ScalarAsync(sql)}");
        await HistoryChains.CheckAsync(database);
    }

    public ValueTask DisposeAsync() => rows.DisposeAsync();
}

/// <summary>What a claim gave.</summary>
internal static class ClaimFacts
{
    /// <summary>The items without the hash, which the database finds for a claimer that does not know it.</summary>
    internal static IEnumerable<ClaimedItem> Facts(this Claim claim) =>
        claim.Items.Select(item => item with { HistoryHash = null });
}

/// <summary>Keeps what was told.</summary>
internal sealed class CollectedEvents : IEventBus
{
    private readonly List<DomainEvent> told = [];

    internal IReadOnlyList<DomainEvent> Told => told;

    public IDisposable Subscribe<TEvent>(IDomainEventHandler<TEvent> handler)
        where TEvent : DomainEvent => throw new NotSupportedException("Everything told is kept; nobody subscribes.");

    public bool HasSubscribers(Type eventType) => true;

    public Task PublishAsync(IReadOnlyList<DomainEvent> events, CancellationToken cancellationToken = default)
    {
        lock (told)
            told.AddRange(events);
        return Task.CompletedTask;
    }
}
