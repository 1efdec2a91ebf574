using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Infrastructure.Definition;

namespace AutomationPlatform.IntegrationTests.Databases;

/// <summary>A run with items in any states, and everything that belongs to them: history, queue, claims, counts, failures.</summary>
public sealed class StoredWork(StoredRows rows)
{
    private static readonly AutomationSettings Retried = AutomationSettings.Default with
    {
        Retry = new RetryPolicy { MaxAttempts = 3 },
    };

    /// <summary>The worker that holds what is PROCESSING.</summary>
    public Guid Worker { get; private set; }

    public async Task<Guid> AutomationAsync(string name, bool active = true, AutomationSettings? settings = null)
    {
        var content = new DefinitionContent(BatchSchema: null, ItemSchema: null, settings ?? Retried);
        var id = await rows.InsertEntityAsync(
            "automation",
            ("name", name),
            ("description", $"About {name}"),
            ("settings", DefinitionJson.WriteSettings(content.Settings)),
            ("definition_number", 1),
            ("is_active", active)
        );
        await rows.InsertAsync(
            "definition_version",
            ("automation_id", id),
            ("number", 1),
            ("content", DefinitionJson.WriteContent(content)),
            ("created_at", rows.Tick())
        );
        return id;
    }

    /// <summary>A batch with so many items: sequence 0, 1, …, references <c>NAME-0</c>, payloads <c>{"n": 0, "city": "Zürich 0"}</c>.</summary>
    public async Task<StoredBatch> BatchAsync(Guid automation, string name, int items, bool hidden = false)
    {
        var id = await rows.InsertEntityAsync(
            "batch",
            ("automation_id", automation),
            ("name", name),
            ("payload", """{"quarter": 1}"""),
            ("hidden", hidden)
        );
        List<Guid> ids = [];
        for (var sequence = 0; sequence < items; sequence++)
            ids.Add(
                await rows.InsertEntityAsync(
                    "item",
                    ("batch_id", id),
                    ("sequence_number", sequence),
                    ("reference", $"{name}-{sequence}"),
                    ("payload", $$"""{"n": {{sequence}}, "city": "Zürich {{sequence}}"}""")
                )
            );
        return new StoredBatch(id, name, ids);
    }

    /// <summary>A run of batches; <paramref name="statuses"/> says for each batch where its items stand.</summary>
    public async Task<StoredRun> RunAsync(
        Guid automation,
        IReadOnlyList<(StoredBatch Batch, ExecutionStatus[] Items)> statuses,
        string driver = "WORKERS",
        string? correlationId = null,
        bool hidden = false
    )
    {
        var all = statuses.SelectMany(s => s.Items).ToList();
        var status = Derived(all);
        var run = await rows.InsertEntityAsync(
            "run",
            ("automation_id", automation),
            ("definition_number", 1),
            ("status", status.Name()),
            ("started_at", status == ExecutionStatus.Pending ? null : rows.Tick()),
            ("finished_at", status.IsFinished() ? rows.Tick() : null),
            ("correlation_id", correlationId),
            ("driver", driver),
            ("priority", 5),
            ("hidden", hidden)
        );
        List<Guid> batches = [];
        List<StoredItem> items = [];
        for (var ordinal = 0; ordinal < statuses.Count; ordinal++)
        {
            var (batch, states) = statuses[ordinal];
            var execution = await BatchExecutionAsync(run, batch, ordinal, Derived(states));
            batches.Add(execution);
            for (var at = 0; at < states.Length; at++)
                items.Add(await ItemAsync(run, execution, batch.Items[at], ((long)ordinal << 32) + at, states[at]));
            await CountAsync(run, execution, states, driver);
        }
        var stored = new StoredRun(run, batches, items);
        if (driver == "WORKERS")
            await QueueAsync(stored);
        return stored;
    }

    private static ExecutionStatus Derived(IReadOnlyCollection<ExecutionStatus> items) =>
        items.Any(s => s.IsActive())
            ? items.All(s => s == ExecutionStatus.Pending)
                ? ExecutionStatus.Pending
                : ExecutionStatus.Processing
            : items.Contains(ExecutionStatus.Failed)
                ? ExecutionStatus.Failed
                : ExecutionStatus.Completed;

    private Task<Guid> BatchExecutionAsync(Guid run, StoredBatch batch, int ordinal, ExecutionStatus status) =>
        rows.InsertEntityAsync(
            "batch_execution",
            ("run_id", run),
            ("batch_id", batch.Id),
            ("ordinal", ordinal),
            ("status", status.Name()),
            ("finished_at", status.IsFinished() ? rows.Tick() : null)
        );

    private async Task<StoredItem> ItemAsync(
        Guid run,
        Guid batchExecution,
        Guid item,
        long position,
        ExecutionStatus status
    )
    {
        var path = Path(status);
        var attempts = path.Count(s => s == ExecutionStatus.Processing);
        var failed = status is ExecutionStatus.Failed or ExecutionStatus.Retrying;
        var id = await rows.InsertEntityAsync(
            "item_execution",
            ("run_id", run),
            ("batch_execution_id", batchExecution),
            ("item_id", item),
            ("status", status.Name()),
            ("version", 1 + path.Length),
            ("attempt_count", attempts),
            ("max_attempts", 3),
            ("lost_count", 0),
            ("released_count", 0),
            ("started_at", attempts > 0 ? rows.Tick() : null),
            ("finished_at", status.IsFinished() ? rows.Tick() : null),
            ("result_payload", status == ExecutionStatus.Completed ? $$"""{"position": {{position}}}""" : null),
            ("error_code", failed ? "exit:1" : null),
            ("error_message", failed ? $"Row {position} was refused" : null)
        );
        var previous = ExecutionStatus.Pending;
        for (var step = 0; step < path.Length; previous = path[step++])
            await rows.InsertAsync(
                "item_state_history",
                ("item_execution_id", id),
                ("version", step + 2),
                ("previous_status", previous.Name()),
                ("new_status", path[step].Name()),
                ("changed_at", rows.Tick()),
                ("created_at", rows.Tick()),
                ("created_by", "host:1"),
                ("attempt", attempts)
            );
        return new StoredItem(id, item, batchExecution, position, status, 1 + path.Length);
    }

    private static ExecutionStatus[] Path(ExecutionStatus status) =>
        status switch
        {
            ExecutionStatus.Pending => [],
            ExecutionStatus.Processing or ExecutionStatus.Cancelled or ExecutionStatus.Skipped => [status],
            _ => [ExecutionStatus.Processing, status],
        };

    private async Task CountAsync(Guid run, Guid batchExecution, ExecutionStatus[] states, string driver)
    {
        if (driver != "WORKERS")
            return;
        // Signed deltas of two: what nobody did, and what a worker made of it.
        var made = states.Length;
        await rows.InsertAsync(
            "item_count",
            ("batch_execution_id", batchExecution),
            ("worker_id", Guid.Empty),
            ("run_id", run),
            ("pending", made)
        );
        await rows.InsertAsync(
            "item_count",
            [
                ("batch_execution_id", batchExecution),
                ("worker_id", await WorkerAsync()),
                ("run_id", run),
                .. Lifecycle.Statuses.Select(s =>
                    (
                        s.Name().ToLowerInvariant(),
                        (object?)(states.Count(x => x == s) - (s == ExecutionStatus.Pending ? made : 0))
                    )
                ),
            ]
        );
    }

    private async Task QueueAsync(StoredRun run)
    {
        foreach (var item in run.Items)
            await (
                item.Status switch
                {
                    ExecutionStatus.Pending => ReadyAsync(run.Id, item),
                    ExecutionStatus.Retrying => DelayedAsync(run.Id, item),
                    ExecutionStatus.Failed => FailureAsync(run.Id, item),
                    _ => Task.CompletedTask,
                }
            );
        await ClaimAsync(run.Id, [.. run.Items.Where(i => i.Status == ExecutionStatus.Processing)]);
    }

    public Task ReadyAsync(Guid run, StoredItem item) =>
        rows.InsertAsync(
            "ready",
            ("run_id", run),
            ("position", item.Position),
            ("item_execution_id", item.Id),
            ("version", item.Version),
            ("previous_status", item.Status.Name())
        );

    public Task DelayedAsync(Guid run, StoredItem item) =>
        rows.InsertAsync(
            "delayed",
            ("run_id", run),
            ("position", item.Position),
            ("item_execution_id", item.Id),
            ("version", item.Version),
            ("due_at", DateTimeOffset.MaxValue.AddYears(-1000))
        );

    public Task FailureAsync(Guid run, StoredItem item) =>
        rows.InsertAsync(
            "item_failure",
            ("item_execution_id", item.Id),
            ("run_id", run),
            ("fingerprint", "exit:1: Row # was refused"),
            ("code", "exit:1")
        );

    public async Task ClaimAsync(Guid run, StoredItem[] items)
    {
        if (items.Length == 0)
            return;
        await rows.InsertAsync(
            "claim",
            ("id", rows.NewId()),
            ("worker_id", await WorkerAsync()),
            ("run_id", run),
            ("item_execution_ids", items.Select(i => i.Id)),
            ("versions", items.Select(i => i.Version)),
            ("open", items.Length),
            ("claimed_at", rows.Tick())
        );
    }

    private async Task<Guid> WorkerAsync()
    {
        if (Worker != Guid.Empty)
            return Worker;
        Worker = rows.NewId();
        await rows.InsertAsync(
            "worker",
            ("id", Worker),
            ("name", "host:1"),
            ("host", "host"),
            ("process_id", 1),
            ("started_at", rows.Tick()),
            ("lease_until", DateTimeOffset.MaxValue.AddYears(-1000))
        );
        return Worker;
    }
}

/// <summary>A batch that was written.</summary>
public sealed record StoredBatch(Guid Id, string Name, IReadOnlyList<Guid> Items);

/// <summary>An item execution that was written.</summary>
public sealed record StoredItem(
    Guid Id,
    Guid ItemId,
    Guid BatchExecutionId,
    long Position,
    ExecutionStatus Status,
    int Version
);

/// <summary>A run that was written.</summary>
public sealed record StoredRun(Guid Id, IReadOnlyList<Guid> BatchExecutions, IReadOnlyList<StoredItem> Items);
