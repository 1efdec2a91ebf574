using System.Collections.Frozen;
using AutomationPlatform.Application.Audit;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Domain.Orchestration;
using AutomationPlatform.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace AutomationPlatform.Infrastructure.PostgreSql;

/// <summary>Units of work on PostgreSQL: one transaction from the start, row locks.</summary>
internal sealed class PostgreSqlStore(DatabaseUrl url, NpgsqlDataSource dataSource) : IEntityStore
{
    // FOR UPDATE and not FOR NO KEY UPDATE: it keeps out foreign keys that would refer to the row meanwhile.
    private static readonly FrozenDictionary<Type, string> Locks = new Dictionary<Type, string>
    {
        [typeof(Automation)] = "SELECT FROM automation WHERE id = {0} FOR UPDATE",
        [typeof(Batch)] = "SELECT FROM batch WHERE id = {0} FOR UPDATE",
        [typeof(Item)] = "SELECT FROM item WHERE id = {0} FOR UPDATE",
        [typeof(Run)] = "SELECT FROM run WHERE id = {0} FOR UPDATE",
        [typeof(BatchExecution)] = "SELECT FROM batch_execution WHERE id = {0} FOR UPDATE",
        [typeof(ItemExecution)] = "SELECT FROM item_execution WHERE id = {0} FOR UPDATE",
        [typeof(Engine)] = "SELECT FROM engine WHERE id = {0} FOR UPDATE",
        [typeof(OrchestrationInstance)] = "SELECT FROM orchestration_instance WHERE id = {0} FOR UPDATE",
        [typeof(RunOrchestration)] = "SELECT FROM run_orchestration WHERE id = {0} FOR UPDATE",
    }.ToFrozenDictionary();

    private readonly string schema = PostgreSqlTypes.SchemaOf(url);

    public bool BeginsAtOnce => true;

    public async Task<PlatformContext> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return new PostgreSqlContext(PostgreSqlContext.OptionsFor(connection, schema, ownsConnection: true));
    }

    public Task<IDbContextTransaction> BeginAsync(PlatformContext context, CancellationToken cancellationToken) =>
        context.Database.BeginTransactionAsync(cancellationToken);

    public Task LockAsync<TEntity>(PlatformContext context, Guid id, CancellationToken cancellationToken)
        where TEntity : Domain.Entity =>
        context.Database.ExecuteSqlRawAsync(Locks[typeof(TEntity)], [id], cancellationToken);

    // A notification is sent at the commit, and not at all without one.
    public Task AnnounceWorkAsync(PlatformContext context, CancellationToken cancellationToken) =>
        context.Database.ExecuteSqlRawAsync(PostgreSqlAnswerSql.Notify, cancellationToken);

    public void TellWorkCommitted() { }

    public async Task LogAsync(
        PlatformContext context,
        TimeProvider clock,
        IReadOnlyList<AuditEntry> entries,
        CancellationToken cancellationToken
    )
    {
        var connection = (NpgsqlConnection)context.Database.GetDbConnection();
        foreach (var entry in entries)
        {
            var now = PostgreSqlParameters.OptionalMoment(SimulatedTime.Of(clock));
            await PostgreSqlAudit.AddAsync(connection, now, entry, cancellationToken);
        }
    }

    public Task RaiseFailureAsync(
        PlatformContext context,
        ItemExecutionFailed failure,
        CancellationToken cancellationToken
    ) =>
        context.Database.ExecuteSqlRawAsync(
            PostgreSqlFailureSql.RaiseOfEntity,
            [failure.ItemExecutionId.Value, failure.AttemptCount],
            cancellationToken
        );

    public void TellCommitted() { }

    public object Form(Guid id) => id;

    public ConstraintViolation? FindViolation(Exception error) =>
        PostgreSqlErrors.Find(error) is not PostgresException refusal
            ? null
            : refusal.SqlState switch
            {
                PostgresErrorCodes.UniqueViolation => new(
                    ConstraintKind.Unique,
                    refusal.ConstraintName,
                    refusal.TableName
                ),
                PostgresErrorCodes.ForeignKeyViolation => new(
                    ConstraintKind.Reference,
                    refusal.ConstraintName,
                    refusal.TableName
                ),
                PostgresErrorCodes.RestrictViolation => new(ConstraintKind.AppendOnly),
                _ => null,
            };

    public void ThrowIfTrouble(Exception error) => PostgreSqlErrors.ThrowIfTrouble(error, url.Description);

    public bool IsConnectionLost(Exception error) => PostgreSqlErrors.IsConnectionLost(error);

    public bool IsCollision(Exception error) => PostgreSqlErrors.IsCollision(error);

    public void ForgetConnections() => dataSource.Clear();
}
