using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Infrastructure.Execution;
using Npgsql;
using static AutomationPlatform.Infrastructure.PostgreSql.PostgreSqlParameters;

namespace AutomationPlatform.Infrastructure.PostgreSql;

public sealed partial class PostgreSqlWorkQueue
{
    private sealed record HeldClaim(Guid Worker, Guid[] Items, int[] Versions);

    /// <inheritdoc/>
    public async Task<int> RescueAsync(CancellationToken cancellationToken)
    {
        var lost = 0;
        while (true)
        {
            var slice = await access.TransactionAsync(RescueSliceAsync, cancellationToken);
            lost += slice.Items;
            await AnswerEvents.PublishAsync(events, slice.Failures, cancellationToken);
            if (slice.Claims == 0)
                return lost;
        }
    }

    /// <inheritdoc/>
    public async Task LeaveAsync(WorkerIdentity worker, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(worker);
        Slice slice;
        do slice = await access.TransactionAsync(
            (connection, token) => LeaveSliceAsync(connection, worker, token),
            cancellationToken
        );
        while (slice.Claims > 0);
    }

    private sealed record Slice(int Claims, int Items, IReadOnlyList<DomainEvent> Failures)
    {
        internal static Slice Empty { get; } = new(0, 0, []);
    }

    private async Task<Slice> RescueSliceAsync(NpgsqlConnection connection, CancellationToken token)
    {
        var gone = (
            await PostgreSqlAccess.ListAsync(
                connection,
                PostgreSqlRescueSql.FindExpired,
                row => row.GetGuid(0),
                token,
                access.Now()
            )
        ).ToArray();
        var held = await TakeClaimsAsync(connection, PostgreSqlRescueSql.TakeClaims, Ids(gone), token);
        var slice = await GiveBackAsync(connection, held, actor: null, token);
        await RemoveAsync(connection, gone, token);
        return slice;
    }

    private async Task<Slice> LeaveSliceAsync(
        NpgsqlConnection connection,
        WorkerIdentity worker,
        CancellationToken token
    )
    {
        var held = await TakeClaimsAsync(connection, PostgreSqlRescueSql.TakeClaimsOf, Id(worker.Id.Value), token);
        var slice = await GiveBackAsync(connection, held, worker.Name, token);
        await RemoveAsync(connection, [worker.Id.Value], token);
        return slice;
    }

    private static Task<List<HeldClaim>> TakeClaimsAsync(
        NpgsqlConnection connection,
        string sql,
        NpgsqlParameter of,
        CancellationToken token
    ) =>
        PostgreSqlAccess.ListAsync(
            connection,
            sql,
            row => new HeldClaim(row.GetGuid(0), row.GetFieldValue<Guid[]>(1), row.GetFieldValue<int[]>(2)),
            token,
            of
        );

    /// <summary>Makes lost (without an actor) or gives back what the claims still hold.</summary>
    private async Task<Slice> GiveBackAsync(
        NpgsqlConnection connection,
        List<HeldClaim> held,
        string? actor,
        CancellationToken token
    )
    {
        if (held.Count == 0)
            return Slice.Empty;
        var failures = new List<DomainEvent>();
        var items = await PostgreSqlAccess.ListAsync(
            connection,
            PostgreSqlRescueSql.GiveBack,
            row =>
            {
                if (row.GetBoolean(6))
                    failures.Add(ReadFailure(row));
                return true;
            },
            token,
            access.Now(),
            Text(actor),
            Ids([.. held.SelectMany(c => c.Items)]),
            Numbers([.. held.SelectMany(c => c.Versions)]),
            Flag(actor is not null),
            Text(ErrorCodes.LostMessage),
            Text(ErrorCodes.UnknownOutcomeMessage),
            Text(GiveBackReason.Of(released: actor is not null))
        );
        if (items.Count > 0)
            await PostgreSqlAccess.ExecuteAsync(connection, PostgreSqlAnswerSql.Notify, token);
        return new Slice(held.Count, items.Count, failures);
    }

    private static ItemExecutionFailed ReadFailure(NpgsqlDataReader row) =>
        new(
            new(row.GetGuid(0)),
            new(row.GetGuid(1)),
            new(row.GetGuid(2)),
            row.GetString(4),
            row.GetInt32(3),
            WillRetry: false,
            row.GetFieldValue<DateTimeOffset>(5)
        );

    private static async Task RemoveAsync(NpgsqlConnection connection, Guid[] workers, CancellationToken token)
    {
        if (workers.Length == 0)
            return;
        var removed = await PostgreSqlAccess.ListAsync(
            connection,
            PostgreSqlRescueSql.RemoveWorkers,
            row => row.GetGuid(0),
            token,
            Ids(workers)
        );
        if (removed.Count > 0)
            await PostgreSqlAccess.ExecuteAsync(connection, PostgreSqlRescueSql.FoldCounts, token, Ids([.. removed]));
    }
}
