using AutomationPlatform.Application.Audit;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Infrastructure.Database;
using AutomationPlatform.Infrastructure.Execution;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace AutomationPlatform.Infrastructure.Sqlite;

/// <summary>Units of work on SQLite: the file's one write lock is taken at the first write and held to the end.</summary>
/// <remarks>Reads before that see what is committed, statement by statement, as they do on PostgreSQL.</remarks>
/// <param name="file">The database.</param>
/// <param name="pulse">Given when work was committed, for workers of this process.</param>
/// <param name="commits">Given at every commit, for relays of this process.</param>
internal sealed class SqliteStore(SqliteDatabaseFile file, WorkPulse pulse, SqliteCommits commits) : IEntityStore
{
    private const int UniqueViolation = 2067;
    private const int PrimaryKeyViolation = 1555;
    private const int ReferenceViolation = 787;
    private const int TriggerViolation = 1811;
    private const string UniquePrefix = "UNIQUE constraint failed: ";

    // Taken at the start, the lock would let one unit of work exist at a time, even if all of them only read. A
    // transaction that reads first and writes later would not do either: it fails when someone wrote in between.
    public bool BeginsAtOnce => false;

    public async Task<PlatformContext> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = await file.OpenAsync(cancellationToken);
        return new SqliteContext(SqliteContext.OptionsFor(connection, ownsConnection: true));
    }

    public async Task<IDbContextTransaction> BeginAsync(PlatformContext context, CancellationToken cancellationToken)
    {
        var transaction = SqliteDatabaseFile.BeginWrite((SqliteConnection)context.Database.GetDbConnection());
        return (await context.Database.UseTransactionAsync(transaction, cancellationToken))!;
    }

    // The transaction holds the lock of the whole file.
    public Task LockAsync<TEntity>(PlatformContext context, Guid id, CancellationToken cancellationToken)
        where TEntity : Domain.Entity => Task.CompletedTask;

    public Task AnnounceWorkAsync(PlatformContext context, CancellationToken cancellationToken) => Task.CompletedTask;

    public void TellWorkCommitted() => pulse.Give();

    public Task LogAsync(
        PlatformContext context,
        TimeProvider clock,
        IReadOnlyList<AuditEntry> entries,
        CancellationToken cancellationToken
    )
    {
        SqliteAudit.Add((SqliteConnection)context.Database.GetDbConnection(), clock, entries);
        return Task.CompletedTask;
    }

    public Task RaiseFailureAsync(
        PlatformContext context,
        ItemExecutionFailed failure,
        CancellationToken cancellationToken
    ) =>
        context.Database.ExecuteSqlRawAsync(
            SqliteFailureSql.RaiseOfEntity,
            [SqliteForm.Of(failure.ItemExecutionId.Value), failure.AttemptCount],
            cancellationToken
        );

    public void TellCommitted() => commits.Give();

    public object Form(Guid id) => SqliteForm.Of(id);

    public ConstraintViolation? FindViolation(Exception error) =>
        SqliteErrors.Find(error) is not { } refusal
            ? null
            : refusal.SqliteExtendedErrorCode switch
            {
                UniqueViolation or PrimaryKeyViolation => Unique(refusal.Message),
                ReferenceViolation => new(ConstraintKind.Reference),
                TriggerViolation => new(ConstraintKind.AppendOnly),
                _ => null,
            };

    public void ThrowIfTrouble(Exception error) => SqliteErrors.ThrowIfTrouble(error, file.Description);

    // There is no connection to lose: a file that cannot be read any more will not be readable a moment later.
    public bool IsConnectionLost(Exception error) => false;

    public bool IsCollision(Exception error) => false;

    public void ForgetConnections() => SqliteConnection.ClearAllPools();

    // "SQLite Error 19: 'UNIQUE constraint failed: batch.automation_id, batch.name'."
    private static ConstraintViolation Unique(string message)
    {
        var begin = message.IndexOf(UniquePrefix, StringComparison.Ordinal) + UniquePrefix.Length;
        var end = message.IndexOf('\'', begin);
        var columns = message[begin..(end < 0 ? message.Length : end)].Split(", ");
        return new ConstraintViolation(
            ConstraintKind.Unique,
            Table: columns[0].Split('.')[0],
            Columns: [.. columns.Select(column => column[(column.IndexOf('.') + 1)..])]
        );
    }
}
