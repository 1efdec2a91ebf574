using System.Data;
using System.Data.Common;
using System.Text;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Infrastructure.Database;
using Npgsql;
using NpgsqlTypes;

namespace AutomationPlatform.Infrastructure.PostgreSql;

/// <summary>Reading on PostgreSQL: <c>uuid</c>, <c>timestamptz</c>, the enum by its text.</summary>
/// <param name="source">Where connections come from.</param>
/// <param name="url">Where the database is.</param>
/// <param name="settings">What each session is told before it is used; null for nothing. The pool takes it back.</param>
internal sealed class PostgreSqlReadConnections(NpgsqlDataSource source, DatabaseUrl url, string? settings = null)
    : IReadConnections
{
    /// <summary>For reading a whole table in slices by key: estimates of a slice are wrong where a table has just grown,
    /// and joining by anything but its keys would read all of it for each slice. Nothing can be written.</summary>
    internal const string SlicesByKey =
        "SET enable_seqscan = off; SET enable_bitmapscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off; "
        + "SET jit = off; SET default_transaction_read_only = on";

    public string HeldItems =>
        """
            (SELECT c.id AS claim_id, c.worker_id, c.run_id, pair.id, pair.version
             FROM claim c CROSS JOIN LATERAL unnest(c.item_execution_ids, c.versions) AS pair (id, version)) held
            """;

    public async Task<DbConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = await source.OpenConnectionAsync(cancellationToken);
        if (settings is null)
            return connection;
        try
        {
            await PostgreSqlAccess.ExecuteAsync(connection, settings, cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public async Task<DbTransaction> BeginSnapshotAsync(DbConnection connection, CancellationToken cancellationToken) =>
        await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);

    // Npgsql itself asks the server to cancel when the token of the call is cancelled.
    public IDisposable InterruptOn(DbConnection connection, CancellationToken cancellationToken) => default(Nothing);

    public void Bind(DbCommand command, string name, object value) => command.Parameters.Add(Parameter(name, value));

    public DateTimeOffset ReadInstant(DbDataReader reader, int column) => reader.GetFieldValue<DateTimeOffset>(column);

    public string Clock(int secondsFromNow) => $"(clock_timestamp() + interval '{secondsFromNow} seconds')";

    public string IsOneOf(string column, string parameter) => $"{column} = ANY({parameter})";

    public string Contains(string column, string parameter) => $"CAST({column} AS text) ~ {parameter}";

    // A class of both cases for each letter: ILIKE knows only the letters of the database's own locale, which may be C.
    public string ToPattern(string text) => string.Concat(text.EnumerateRunes().Select(EitherCase));

    public void ThrowIfTrouble(DbException cause) => PostgreSqlErrors.ThrowIfTrouble(cause, url.Description);

    // The status is sent as untyped text, so that the server takes it for the enum without the driver knowing the enum.
    private static NpgsqlParameter Parameter(string name, object value) =>
        value switch
        {
            Guid id => new NpgsqlParameter<Guid>(name, NpgsqlDbType.Uuid) { TypedValue = id },
            IReadOnlyCollection<Guid> ids => new NpgsqlParameter(name, NpgsqlDbType.Array | NpgsqlDbType.Uuid)
            {
                Value = ids.ToArray(),
            },
            IReadOnlyCollection<int> numbers => new NpgsqlParameter(name, NpgsqlDbType.Array | NpgsqlDbType.Integer)
            {
                Value = numbers.ToArray(),
            },
            DateTimeOffset instant => new NpgsqlParameter(name, NpgsqlDbType.TimestampTz)
            {
                Value = instant.ToUniversalTime(),
            },
            ExecutionStatus status => new NpgsqlParameter(name, NpgsqlDbType.Unknown) { Value = status.Name() },
            _ => new NpgsqlParameter(name, value),
        };

    private static string EitherCase(Rune rune)
    {
        var (lower, upper) = (Rune.ToLowerInvariant(rune), Rune.ToUpperInvariant(rune));
        if (lower != upper)
            return $"[{lower}{upper}]";
        return Rune.IsLetterOrDigit(rune) || !rune.IsAscii ? rune.ToString() : $@"\{rune}";
    }

    private readonly struct Nothing : IDisposable
    {
        public void Dispose() { }
    }
}
