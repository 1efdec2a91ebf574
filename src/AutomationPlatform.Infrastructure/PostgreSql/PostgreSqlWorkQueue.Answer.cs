using System.Runtime.ExceptionServices;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Infrastructure.Execution;
using Npgsql;
using static AutomationPlatform.Infrastructure.PostgreSql.PostgreSqlParameters;

namespace AutomationPlatform.Infrastructure.PostgreSql;

public sealed partial class PostgreSqlWorkQueue
{
    /// <inheritdoc/>
    public async Task<AnswersTaken> AnswerAsync(
        ChunkAnswers answers,
        ClaimRequest? next,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(answers);
        ArgumentOutOfRangeException.ThrowIfZero(answers.Answers.Count);
        if (next is not null)
            ClaimLimits.Check(next);
        try
        {
            // A claim under a lock of its automation is a transaction of its own: nothing is locked while it waits.
            var together = next is { Limited: false } ? next : null;
            var taken = await TakeAsync(answers, together, cancellationToken);
            await AnswerEvents.PublishAsync(events, answers, taken.Ended, cancellationToken);
            var refused = taken.All ? [] : await KeepLateAsync(answers, cancellationToken);
            return new AnswersTaken(refused, await NextAsync(next, taken.Next, cancellationToken));
        }
        catch (Exception error) when (PostgreSqlErrors.IsDataError(error))
        {
            return await BisectAsync(answers, next, error, cancellationToken);
        }
        catch (PostgresException error) when (PostgreSqlErrors.IsDuplicate(error, ClaimKey))
        {
            // The reply to this very call was lost: both answers and claim did commit.
            var taken = await AnswerAsync(answers, next: null, cancellationToken);
            return taken with { Next = await RepeatAsync(next!, cancellationToken) };
        }
    }

    private async Task<Claim?> NextAsync(ClaimRequest? next, List<ClaimedItem> items, CancellationToken token) =>
        next is null ? null
        : items.Count > 0 ? new Claim(next.Id, next.Run, items)
        : next.Limited ? await ClaimAsync(next, token)
        : await FoundNothingAsync(next, token);

    private sealed record Taken(
        bool All,
        IReadOnlyDictionary<ItemExecutionId, DateTimeOffset> Ended,
        List<ClaimedItem> Next
    );

    private Task<Taken> TakeAsync(ChunkAnswers answers, ClaimRequest? next, CancellationToken cancellationToken)
    {
        var completed = answers.Answers.Where(a => a.Kind == AnswerKind.Complete).ToArray();
        var others = answers.Answers.Where(a => a.Kind != AnswerKind.Complete).ToArray();
        return keyed.RunAsync(
            async (connection, token) =>
            {
                await using var batch = new NpgsqlBatch(connection);
                Fill(batch, answers, completed, others, next);
                if (others.Length == 0)
                    await PrepareAsync(batch, next?.Limit ?? 1, token);
                await using var reader = await batch.ExecuteReaderAsync(token);
                var count = completed.Length == 0 ? 0 : await ReadCountAsync(reader, token);
                if (completed.Length > 0 && others.Length > 0)
                    await reader.NextResultAsync(token);
                var ended = others.Length == 0 ? [] : await ReadEndedAsync(reader, token);
                var claimed = next is null ? [] : await ReadNextAsync(reader, next.Worker.Name, token);
                while (await reader.NextResultAsync(token)) { }
                return new Taken(count + ended.Count == answers.Answers.Count, ended, claimed);
            },
            cancellationToken
        );
    }

    private void Fill(NpgsqlBatch batch, ChunkAnswers answers, Answer[] completed, Answer[] others, ClaimRequest? next)
    {
        var commands = batch.BatchCommands;
        if (completed.Length > 0)
            commands.Add(CompleteCommand(answers, completed));
        if (others.Length > 0)
            commands.Add(EndAttemptCommand(answers, others));
        commands.Add(Command(PostgreSqlAnswerSql.CloseClaim, Id(answers.Claim.Value)));
        if (answers.Answers.Where(a => a.StandardError is not null).ToArray() is { Length: > 0 } logged)
            commands.Add(StandardErrorCommand(answers, logged));
        if (answers.Answers.Any(a => a.HasProgress))
            commands.Add(RemoveProgressCommand(answers.Answers.Where(a => a.HasProgress)));
        if (next is not null)
            commands.Add(ClaimCommand(next, PostgreSqlClaimSql.Next(next.Limit)));
        if (others.Any(a => AnswerColumns.IsReadyAtOnce(a)))
            commands.Add(Command(PostgreSqlAnswerSql.Notify));
    }

    private NpgsqlBatchCommand CompleteCommand(ChunkAnswers answers, Answer[] completed) =>
        Command(
            PostgreSqlAnswerSql.Complete,
            [
                .. Common(answers, completed),
                Json([.. completed.Select(a => a.Result)]),
                Hashes([.. completed.Select(AnswerColumns.ResultHash)]),
            ]
        );

    private NpgsqlBatchCommand EndAttemptCommand(ChunkAnswers answers, Answer[] others) =>
        Command(
            PostgreSqlAnswerSql.EndAttempt,
            [
                .. Common(answers, others),
                Bigs([.. others.Select(a => a.Item.Position)]),
                Texts([.. others.Select(AnswerColumns.NewStatus)]),
                Texts([.. others.Select(AnswerColumns.Code)]),
                Texts([.. others.Select(AnswerColumns.Message)]),
                Texts([.. others.Select(AnswerColumns.Reason)]),
                Texts([.. others.Select(AnswerColumns.Fingerprint)]),
                Bigs([.. others.Select(AnswerColumns.DelayMicroseconds)]),
                Flags([.. others.Select(a => a.Kind == AnswerKind.Release)]),
            ]
        );

    private NpgsqlParameter[] Common(ChunkAnswers answers, Answer[] some) =>
        [
            access.Now(),
            Text(answers.Worker.Name),
            Id(answers.Worker.Id.Value),
            Id(answers.Run.Value),
            Id(answers.Claim.Value),
            Ids([.. some.Select(a => a.Item.Id.Value)]),
            Numbers([.. some.Select(a => a.Item.Version)]),
            Hashes([.. some.Select(a => a.Item.HistoryHash)]),
        ];

    private NpgsqlBatchCommand StandardErrorCommand(ChunkAnswers answers, Answer[] logged) =>
        Command(
            PostgreSqlAnswerSql.KeepStandardError,
            access.Now(),
            Id(answers.Run.Value),
            Ids([.. logged.Select(a => a.Item.Id.Value)]),
            Numbers([.. logged.Select(a => a.Item.AttemptCount)]),
            Texts([.. logged.Select(AnswerColumns.StandardError)])
        );

    private static async Task<int> ReadCountAsync(NpgsqlDataReader reader, CancellationToken token)
    {
        await reader.ReadAsync(token);
        return (int)reader.GetInt64(0);
    }

    private static async Task<Dictionary<ItemExecutionId, DateTimeOffset>> ReadEndedAsync(
        NpgsqlDataReader reader,
        CancellationToken token
    )
    {
        var ended = new Dictionary<ItemExecutionId, DateTimeOffset>();
        while (await reader.ReadAsync(token))
            ended[new(reader.GetGuid(0))] = reader.GetFieldValue<DateTimeOffset>(1);
        return ended;
    }

    private static async Task<List<ClaimedItem>> ReadNextAsync(
        NpgsqlDataReader reader,
        string actor,
        CancellationToken token
    )
    {
        await reader.NextResultAsync(token);
        return await ReadClaimedAsync(reader, actor, token);
    }

    /// <summary>Finds the one answer that cannot be stored by halving, and fails its item for good.</summary>
    private async Task<AnswersTaken> BisectAsync(
        ChunkAnswers answers,
        ClaimRequest? next,
        Exception error,
        CancellationToken cancellationToken
    )
    {
        var all = answers.Answers;
        if (all.Count == 1)
        {
            if (all[0].Kind != AnswerKind.Complete)
                ExceptionDispatchInfo.Throw(error);
            var failed = answers with { Answers = [AnswerColumns.BadResult(all[0], PostgreSqlErrors.Text(error))] };
            return await AnswerAsync(failed, next, cancellationToken);
        }
        var half = all.Count / 2;
        var first = await AnswerAsync(answers with { Answers = [.. all.Take(half)] }, null, cancellationToken);
        var second = await AnswerAsync(answers with { Answers = [.. all.Skip(half)] }, next, cancellationToken);
        return second with { Refused = [.. first.Refused, .. second.Refused] };
    }

    private Task<List<ItemExecutionId>> KeepLateAsync(ChunkAnswers answers, CancellationToken cancellationToken)
    {
        var all = answers.Answers;
        return access.TransactionAsync(
            async (connection, token) =>
            {
                var refused = await PostgreSqlAccess.ListAsync(
                    connection,
                    PostgreSqlAnswerSql.KeepLate,
                    row => new ItemExecutionId(row.GetGuid(0)),
                    token,
                    access.Now(),
                    Text(answers.Worker.Name),
                    Id(answers.Claim.Value),
                    Ids([.. all.Select(a => a.Item.Id.Value)]),
                    Numbers([.. all.Select(a => a.Item.Version)]),
                    Texts([.. all.Select(AnswerColumns.NewStatus)]),
                    Numbers([.. all.Select(a => a.Item.AttemptCount)]),
                    Texts([.. all.Select(AnswerColumns.Outcome)])
                );
                await PostgreSqlAccess.ExecuteAsync(
                    connection,
                    PostgreSqlAnswerSql.CloseClaim,
                    token,
                    Id(answers.Claim.Value)
                );
                return refused;
            },
            cancellationToken
        );
    }
}
