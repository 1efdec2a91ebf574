using System.Data.Common;
using AutomationPlatform.Application.Audit;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Infrastructure.Database;
using AutomationPlatform.IntegrationTests.Databases;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AutomationPlatform.IntegrationTests.Conformance;

/// <summary>A run that a worker brought to its end and sealed, and the hands of somebody who changes rows past every trigger.</summary>
/// <remarks>Of its six items the third failed for good, the fourth at its first attempt only.</remarks>
internal sealed class AuditStage : IAsyncDisposable
{
    private const int Items = 6;

    private static readonly CancellationToken Token = CancellationToken.None;

    private readonly TestDatabase database;
    private readonly ServingStage serving;
    private readonly IServiceProvider services;

    private AuditStage(TestDatabase database, ServingStage serving, string? key)
    {
        this.database = database;
        this.serving = serving;
        services = Platform(key);
    }

    /// <summary>The run.</summary>
    internal RunId Run { get; private set; }

    /// <summary>Its item executions in order.</summary>
    internal IReadOnlyList<AuditedItem> Rows { get; private set; } = [];

    internal ISealStore Store => services.GetRequiredService<ISealStore>();

    internal IAuditReader Reader => services.GetRequiredService<IAuditReader>();

    internal RunExport Exports => services.GetRequiredService<RunExport>();

    internal RunSealer Sealer => services.GetRequiredService<RunSealer>();

    /// <summary>Sets it up; the run has ended and is sealed.</summary>
    internal static async Task<AuditStage> SealedAsync(TestDatabase database)
    {
        var stage = await EndedAsync(database);
        Assert.True(await stage.SealAsync());
        return stage;
    }

    /// <summary>Sets it up; the run has ended and waits for its seal.</summary>
    /// <param name="database">Where.</param>
    /// <param name="key">The reference of the key that signs; null for none.</param>
    internal static async Task<AuditStage> EndedAsync(TestDatabase database, string? key = null)
    {
        var settings = new AutomationSettings
        {
            Concurrency = 1,
            Retry = new RetryPolicy { MaxAttempts = 2, InitialDelay = TimeSpan.Zero },
        };
        var platform = await ServingStage.SetAsync(database, settings, Items, HandleAsync);
        var stage = new AuditStage(database, platform, key);
        await stage.HashPayloadsAsync();
        stage.Run = await platform.StartAsync();
        await stage.WorkAsync();
        return stage;
    }

    /// <summary>Works until nothing more can be begun; nothing is sealed.</summary>
    internal async Task WorkAsync()
    {
        var worker = new Worker(
            services.GetRequiredService<IWorkQueue>(),
            services.GetRequiredService<IRunControl>(),
            services.GetRequiredService<IRunContextReader>(),
            serving.Runners,
            services.GetRequiredService<IWorkSignal>(),
            TimeProvider.System,
            Microsoft.Extensions.Logging.Abstractions.NullLogger<Worker>.Instance
        );
        await worker.RunAsync(new WorkerOptions { Runs = [Run], Drain = true }, Token, Token);
        await ReadRowsAsync();
    }

    internal Task<bool> SealAsync() => Sealer.SealNextAsync(Run, "sealer", progress: null, Token);

    /// <summary>Gives what was logged its place in the chain.</summary>
    internal Task LinkAsync() => services.GetRequiredService<IAuditChain>().LinkAsync(Token);

    internal async Task ReadRowsAsync()
    {
        List<AuditedItem> rows = [];
        await foreach (var item in Reader.ReadItemsAsync(Run, after: null, values: true, Token))
            rows.Add(item);
        Rows = rows;
    }

    /// <summary>Tries the failed item once more.</summary>
    internal Task RetryAsync() =>
        services.GetRequiredService<IRunControl>().RetryAsync(Run, [], "again", "tester", Token);

    /// <summary>Verifies the run alone, so that other tests' runs of the same database do not matter.</summary>
    internal Task<AuditReport> VerifyAsync() => VerifyAsync(Run, expected: null);

    internal Task<AuditReport> VerifyAsync(RunId? run, string? expected) =>
        services
            .GetRequiredService<VerifyAudit>()
            .ExecuteAsync(
                new VerifyOrder(run, expected is null ? null : AuditHead.Parse(expected), "tester"),
                progress: null,
                Token
            );

    /// <summary>The platform of another process.</summary>
    internal IServiceProvider Platform(string? key = null) =>
        database.NewServices(collection =>
        {
            collection.AddSingleton(TimeProvider.System);
            collection.AddSingleton(_ => new AuditSigner(key));
        });

    /// <summary>Changes rows while no trigger says anything.</summary>
    internal async Task TamperAsync(string sql)
    {
        await using var connection = await database.OpenAsync();
        foreach (var statement in await SilenceAsync(connection))
            await ExecuteAsync(connection, statement);
        Assert.True(await ExecuteAsync(connection, sql) != 0, sql);
    }

    public async ValueTask DisposeAsync()
    {
        await serving.DisposeAsync();
        await ((IAsyncDisposable)services).DisposeAsync();
    }

    // The triggers that only watch are enough to silence; those that note ends go on.
    private async Task<IReadOnlyList<string>> SilenceAsync(DbConnection connection)
    {
        if (database.Kind == DatabaseKind.PostgreSql)
            return ["SET session_replication_role = replica"];
        List<string> drops = [];
        await using var command = connection.CreateCommand();
        command.CommandText = """
            SELECT name FROM sqlite_master WHERE type = 'trigger' AND (name LIKE '%_no_%' OR name LIKE '%append_only%')
            """;
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            drops.Add($"DROP TRIGGER {reader.GetString(0)}");
        drops.Add("PRAGMA foreign_keys = OFF");
        drops.Add("PRAGMA ignore_check_constraints = ON");
        return drops;
    }

    private static async Task<int> ExecuteAsync(DbConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteNonQueryAsync();
    }

    // As an import would have done it.
    private async Task HashPayloadsAsync()
    {
        await using var connection = await database.OpenAsync();
        foreach (var table in (string[])["item", "batch"])
        {
            List<(string Id, string Payload)> rows = [];
            await using (var select = connection.CreateCommand())
            {
                select.CommandText = $"SELECT CAST(id AS text), payload FROM {table} WHERE payload_hash IS NULL";
                await using var reader = await select.ExecuteReaderAsync();
                while (await reader.ReadAsync())
                    rows.Add((reader.GetString(0), reader.GetString(1)));
            }
            foreach (var (id, payload) in rows)
            {
                await using var update = connection.CreateCommand();
                update.CommandText = $"UPDATE {table} SET payload_hash = @hash WHERE CAST(id AS text) = @id";
                Add(update, "hash", CanonicalJson.Hash(payload));
                Add(update, "id", id);
                await update.ExecuteNonQueryAsync();
            }
        }
    }

    private static void Add(DbCommand command, string name, object value)
    {
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = (name, value);
        command.Parameters.Add(parameter);
    }

    private static Task<object?> HandleAsync(ItemContext context)
    {
        var item = context.Envelope.Item;
        return item.SequenceNumber switch
        {
            2 => throw new BusinessException("wrong-data", "the third is wrong"),
            3 when item.AttemptCount == 1 => throw new InvalidOperationException("the fourth needs two"),
            var sequence => Task.FromResult<object?>(new { done = sequence }),
        };
    }
}
