using AutomationPlatform.Application;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.IntegrationTests.Databases;
using Microsoft.Extensions.DependencyInjection;

namespace AutomationPlatform.IntegrationTests.Conformance;

/// <summary>Two runs of as many items, one changed through entities and one through the set-based ports, step by step alike.</summary>
internal sealed class TwinRuns : IAsyncDisposable
{
    private const string Operator = "operator";

    private static readonly CancellationToken Token = CancellationToken.None;

    private readonly TestDatabase database;
    private readonly ExecutionStage stage;
    private readonly IUnitOfWorkFactory units;
    private readonly Random random;
    private readonly IReadOnlyList<ItemExecutionId> items;
    private readonly List<(Claim Claim, ClaimedItem Item)> held = [];
    private readonly HashSet<string> kinds = [];
    private WorkerIdentity worker;

    private TwinRuns(
        TestDatabase database,
        ExecutionStage stage,
        IUnitOfWorkFactory units,
        StoryRun entities,
        WorkerIdentity worker,
        Random random
    )
    {
        this.database = database;
        this.stage = stage;
        this.units = units;
        this.random = random;
        this.worker = worker;
        items = [.. entities.Items.Select(item => item.Id)];
        Entities = entities.Run.Id;
    }

    internal RunId Entities { get; }

    internal RunId Sets => stage.Run;

    internal int Kinds => kinds.Count;

    private DateTimeOffset Now => stage.Clock.GetUtcNow();

    internal static async Task<TwinRuns> StartAsync(TestDatabase database, int items, Random random)
    {
        var sets = await ExecutionStage.StartAsync(database, items, maxAttempts: 3);
        var factory = sets.NewProcess().GetRequiredService<IUnitOfWorkFactory>();
        var story = await Story.TellAsync(database, items);
        var run = await factory.TransactionAsync((uow, _) => story.RunAsync(uow, maxAttempts: 3), "starter", Token);
        return new TwinRuns(database, sets, factory, run, await sets.JoinAsync(), random);
    }

    /// <summary>Does something that is possible now, or nothing.</summary>
    internal async Task DoAnyAsync()
    {
        stage.Clock.Advance(TimeSpan.FromMilliseconds(random.Next(1, 500)));
        switch (random.Next(10))
        {
            case < 3:
                await ClaimAsync(random.Next(1, 4));
                break;
            case < 7:
                await AnswerOneAsync();
                break;
            case 7:
                await SkipAsync(random.Next(items.Count));
                break;
            case 8:
                await RetryAsync();
                break;
            default:
                await LoseAsync();
                break;
        }
    }

    /// <summary>What waits is cancelled, what is being done is done.</summary>
    internal async Task EndAsync()
    {
        while (held.Count > 0)
            await AnswerOneAsync();
        await ChangeAsync(
            item => item.Status is ExecutionStatus.Pending or ExecutionStatus.Retrying,
            item => item.Cancel("enough", Now),
            Operator
        );
        if (await stage.RunStatusAsync() is "PENDING" or "PROCESSING" or "RETRYING")
            await stage.Control.CancelAsync(Sets, "enough", Operator, Token);
    }

    internal Task RetryOneOnlyInSetsAsync() =>
        database.ExecuteAsync($"UPDATE item_execution SET lost_count = 1, attempt_count = 1 WHERE run_id = '{Sets}'");

    internal Task<List<string>> HistoryAsync(RunId run) =>
        RowsAsync(
            $"""
            SELECT i.sequence_number, h.version, CAST(h.previous_status AS text), CAST(h.new_status AS text), h.changed_at,
                h.created_at, h.created_by, h.attempt, h.code, h.message, h.reason, h.result_hash
            FROM item_state_history h JOIN item_execution e ON e.id = h.item_execution_id JOIN item i ON i.id = e.item_id
            WHERE e.run_id = '{run}' ORDER BY i.sequence_number, h.version
            """
        );

    internal Task<List<string>> StatesAsync(RunId run) =>
        RowsAsync(
            $"""
            SELECT i.sequence_number, e.version, CAST(e.status AS text), e.attempt_count, e.max_attempts, e.lost_count,
                e.released_count, e.error_code, e.error_message, e.started_at, e.first_started_at, e.finished_at
            FROM item_execution e JOIN item i ON i.id = e.item_id WHERE e.run_id = '{run}' ORDER BY i.sequence_number
            """
        );

    public ValueTask DisposeAsync() => stage.DisposeAsync();

    private async Task ClaimAsync(int limit)
    {
        await stage.Queue.MoveDueAsync(Token);
        var claim = await stage.ClaimAsync(worker, limit);
        foreach (var item in claim.Items)
        {
            held.Add((claim, item));
            await ChangeOneAsync(item.SequenceNumber, twin => twin.Start(Now), worker.Name);
        }
    }

    private async Task AnswerOneAsync()
    {
        if (held.Count == 0)
            return;
        var (claim, item) = held[random.Next(held.Count)];
        held.Remove((claim, item));
        var answer = new Answer(item, AnswerKind.Complete);
        var kind = random.Next(4);
        await ChangeOneAsync(
            item.SequenceNumber,
            twin =>
            {
                answer = kind switch
                {
                    0 => Completed(twin, answer),
                    1 => FailedForGood(twin, answer),
                    2 => Failed(twin, answer),
                    _ => Released(twin, answer),
                };
            },
            worker.Name
        );
        kinds.Add($"{answer.Kind}");
        await stage.AnswerAsync(worker, claim, answer);
    }

    private Answer Completed(ItemExecution twin, Answer answer)
    {
        twin.Complete(Now, Payload.Parse("""{"b": 1.50, "a": [true]}"""));
        return answer with { Result = """{"a": [true], "b": 1.5}""" };
    }

    private Answer FailedForGood(ItemExecution twin, Answer answer)
    {
        twin.FailForGood("data", "wrong ä", Now);
        return answer with { Kind = AnswerKind.Fail, Code = "data", Message = "wrong ä" };
    }

    private Answer Failed(ItemExecution twin, Answer answer)
    {
        var next = twin.Fail("network", "busy", Now);
        return answer with
        {
            Kind = next == ExecutionStatus.Retrying ? AnswerKind.Retry : AnswerKind.Fail,
            Code = "network",
            Message = "busy",
            Delay = TimeSpan.Zero,
        };
    }

    private Answer Released(ItemExecution twin, Answer answer)
    {
        twin.Release(Now);
        return answer with { Kind = AnswerKind.Release };
    }

    private async Task SkipAsync(int number)
    {
        if (await stage.RunStatusAsync() is not ("PENDING" or "PROCESSING" or "RETRYING"))
            return;
        kinds.Add("Skip");
        var only = new WaitingItemFilter { FirstSequenceNumber = number, LastSequenceNumber = number };
        await stage.Control.SkipAsync(Sets, only, "left out", Operator, Token);
        await ChangeAsync(
            item => item.Id == items[number] && item.Status == ExecutionStatus.Pending,
            item => item.Skip("left out", Now),
            Operator
        );
    }

    private async Task RetryAsync()
    {
        if (await stage.RunStatusAsync() is not ("PROCESSING" or "RETRYING" or "FAILED"))
            return;
        kinds.Add("Retry");
        await stage.Control.RetryAsync(Sets, [], "mended", Operator, Token);
        await ChangeAsync(item => item.Status == ExecutionStatus.Failed, item => item.Retry("mended", Now), Operator);
    }

    // The worker vanishes, and another one takes its place.
    private async Task LoseAsync()
    {
        if (held.Count == 0)
            return;
        kinds.Add("Lose");
        stage.Clock.Advance(ExecutionStage.Lease);
        var other = await stage.JoinAsync("host:2");
        await stage.Queue.RescueAsync(Token);
        foreach (var (_, item) in held)
            await ChangeOneAsync(item.SequenceNumber, twin => twin.Lose(oneAttempt: false, Now), user: null);
        held.Clear();
        worker = other;
    }

    private Task<bool> ChangeOneAsync(int number, Action<ItemExecution> change, string? user) =>
        ChangeAsync(item => item.Id == items[number], change, user);

    private Task<bool> ChangeAsync(Func<ItemExecution, bool> which, Action<ItemExecution> change, string? user) =>
        units.TransactionAsync(
            async (uow, token) =>
            {
                foreach (var id in items)
                {
                    var item = await uow.ItemExecutions.GetOrThrowAsync(id, cancellationToken: token);
                    if (!which(item))
                        continue;
                    change(item);
                    await uow.ItemExecutions.UpdateAsync(item, token);
                }
                return true;
            },
            user,
            Token
        );

    private async Task<List<string>> RowsAsync(string sql)
    {
        await using var connection = await database.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
            rows.Add(
                string.Join(
                    " | ",
                    Enumerable.Range(0, reader.FieldCount).Select(column => Text(reader.GetValue(column)))
                )
            );
        return rows;
    }

    private static string Text(object value) =>
        value switch
        {
            DBNull => "-",
            byte[] bytes => Convert.ToHexString(bytes),
            DateTime instant => instant.ToString("O"),
            _ => $"{value}",
        };
}
