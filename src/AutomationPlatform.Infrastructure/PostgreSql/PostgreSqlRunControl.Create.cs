using System.Security.Cryptography;
using AutomationPlatform.Application;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Infrastructure.Database;
using AutomationPlatform.Infrastructure.Execution;
using Npgsql;
using static AutomationPlatform.Infrastructure.PostgreSql.PostgreSqlParameters;

namespace AutomationPlatform.Infrastructure.PostgreSql;

public sealed partial class PostgreSqlRunControl
{
    /// <inheritdoc/>
    public async Task<RunId> CreateRunAsync(NewRun run, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        var creation = RunCreation.Of(run);
        await RemoveAbandonedAsync(cancellationToken);
        while (!creation.IsComplete)
        {
            var slice = creation;
            creation = await access.TransactionAsync(
                (connection, token) => CreateSliceAsync(connection, slice, token),
                cancellationToken
            );
            progress?.Report(creation.Made);
        }
        if (creation.Made == 0)
            await queue.EndIfDoneAsync(creation.RunId, cancellationToken);
        return creation.RunId;
    }

    /// <summary>One transaction: the run itself in the first, its visibility in the last, items in between.</summary>
    private async Task<RunCreation> CreateSliceAsync(
        NpgsqlConnection connection,
        RunCreation creation,
        CancellationToken token
    )
    {
        var chain = creation.Run.Restart is { } restart
            ? await LockChainAsync(connection, restart, creation.RunId, token)
            : null;
        if (!creation.IsBegun)
            await BeginAsync(connection, creation, token);
        else if (await RunLeaseAsync(connection, PostgreSqlCreationSql.RenewLease, creation, token) == 0)
            throw creation.LeaseLost();
        var next = creation.BeginSlice();
        while (next.Current is { } batch && next.Room > 0)
            next = await CreateItemsAsync(connection, next, batch, chain, token);
        if (next.Current is not null)
            return next;
        await PublishAsync(connection, next, token);
        return next.Complete();
    }

    /// <summary>Makes a run whole in the transaction that is open on the connection.</summary>
    /// <exception cref="InvalidInputException">It would have more items than there is room for.</exception>
    internal async Task<RunCreation> CreateWithinAsync(
        NpgsqlConnection connection,
        NewRun run,
        int room,
        CancellationToken token
    )
    {
        var creation = RunCreation.Of(run);
        await BeginAsync(connection, creation, token);
        // One more than there is room for, to know that there are more.
        var next = creation.BeginSlice(room + 1);
        while (next.Current is { } batch && next.Room > 0)
            next = await CreateItemsAsync(connection, next, batch, chain: null, token);
        await PublishAsync(connection, next.RequireWithin(room), token);
        return next.Complete();
    }

    private async Task BeginAsync(NpgsqlConnection connection, RunCreation creation, CancellationToken token)
    {
        await CheckAsync(connection, creation.Run, token);
        await PostgreSqlAccess.ExecuteAsync(
            connection,
            PostgreSqlCreationSql.InsertRun,
            token,
            access.Now(),
            Id(creation.RunId.Value),
            Id(creation.Run.AutomationId.Value),
            Number(creation.Run.DefinitionNumber),
            Text(creation.Run.CorrelationId),
            Number(creation.Run.Priority),
            Text(creation.Run.Actor),
            Number(creation.Run.MaxAttemptsAsked),
            OptionalId(creation.Run.Restart?.Parent.Value),
            Text(EnumNames.Of(creation.Run.Driver))
        );
        await PostgreSqlAccess.ExecuteAsync(
            connection,
            PostgreSqlCreationSql.InsertBatchExecutions,
            token,
            access.Now(),
            Id(creation.RunId.Value),
            Text(creation.Run.Actor),
            Ids([.. creation.Batches.Select(b => b.Id.Value)]),
            Ids([.. creation.Batches.Select(b => b.BatchId.Value)]),
            Numbers([.. creation.Batches.Select(b => b.Ordinal)])
        );
        if (creation.Run.FailureThreshold is { } share)
            await PostgreSqlAccess.ExecuteAsync(
                connection,
                PostgreSqlThresholdSql.Insert,
                token,
                Id(creation.RunId.Value),
                Fraction(share)
            );
        await RunLeaseAsync(connection, PostgreSqlCreationSql.InsertLease, creation, token);
    }

    private static async Task CheckAsync(NpgsqlConnection connection, NewRun run, CancellationToken token)
    {
        var automations = await PostgreSqlAccess.ListAsync(
            connection,
            PostgreSqlCreationSql.LockAutomation,
            row => (Name: row.GetString(0), Active: row.GetBoolean(1)),
            token,
            Id(run.AutomationId.Value)
        );
        var batches = await PostgreSqlAccess.ListAsync(
            connection,
            PostgreSqlCreationSql.LockBatches,
            row => new BatchState(
                new(row.GetGuid(0)),
                row.GetString(1),
                Hidden: row.GetBoolean(2),
                Active: row.GetBoolean(3),
                UnderImport: row.GetBoolean(4)
            ),
            token,
            Id(run.AutomationId.Value),
            Ids([.. run.Batches.Select(b => b.Value)])
        );
        RunCreation.Check(run, automations.Count == 0 ? null : automations[0], batches);
    }

    private Task<int> RunLeaseAsync(
        NpgsqlConnection connection,
        string sql,
        RunCreation creation,
        CancellationToken token
    ) =>
        PostgreSqlAccess.ExecuteAsync(
            connection,
            sql,
            token,
            access.Now(),
            Id(creation.RunId.Value),
            Id(creation.Owner),
            Span(ExecutionDefaults.Lease)
        );

    private async Task<RunCreation> CreateItemsAsync(
        NpgsqlConnection connection,
        RunCreation creation,
        NewBatchExecution batch,
        RestartChain? chain,
        CancellationToken token
    )
    {
        NpgsqlParameter[] parameters =
        [
            access.Now(),
            Id(creation.RunId.Value),
            Id(batch.Id.Value),
            Id(batch.BatchId.Value),
            Big(batch.Ordinal),
            Number(creation.AfterSequenceNumber),
            Number(creation.Run.MaxAttempts),
            Text(creation.Run.Actor),
            Text(IdMoment()),
            Text(RandomNumberGenerator.GetHexString(12, lowercase: true)),
        ];
        var made = await PostgreSqlAccess.ListAsync(
            connection,
            chain is null
                ? PostgreSqlCreationSql.InsertItems(creation.Room)
                : PostgreSqlCreationSql.InsertRestartedItems(creation.Room),
            row => (Count: (int)row.GetInt64(0), Last: row.GetInt32(1)),
            token,
            chain is null ? parameters : [.. parameters, .. Of(chain, creation.Run.Restart!.Scope)]
        );
        return creation.Advance(made[0].Count, made[0].Last);
    }

    /// <summary>The first 48 bits of a time-ordered identifier made now.</summary>
    private string IdMoment() =>
        (simulatedClock ?? TimeProvider.System).GetUtcNow().ToUnixTimeMilliseconds().ToString("x12");

    private async Task PublishAsync(NpgsqlConnection connection, RunCreation creation, CancellationToken token)
    {
        var published = await PostgreSqlAccess.ExecuteAsync(
            connection,
            PostgreSqlCreationSql.Publish,
            token,
            Id(creation.RunId.Value),
            Id(creation.Owner)
        );
        if (published == 0)
            throw creation.LeaseLost();
        await LogAsync(connection, RunEntries.Started(creation), token);
        await PostgreSqlAccess.ExecuteAsync(connection, PostgreSqlAnswerSql.Notify, token);
    }
}
