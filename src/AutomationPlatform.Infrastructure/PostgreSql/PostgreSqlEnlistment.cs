using System.Data.Common;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Infrastructure.Database;
using Npgsql;
using static AutomationPlatform.Infrastructure.PostgreSql.PostgreSqlParameters;

namespace AutomationPlatform.Infrastructure.PostgreSql;

/// <summary>Enlists in transactions of others on PostgreSQL.</summary>
/// <param name="url">The platform's database.</param>
/// <param name="control">What makes runs.</param>
/// <param name="access">What knows the time.</param>
internal sealed class PostgreSqlEnlistment(DatabaseUrl url, PostgreSqlRunControl control, PostgreSqlAccess access)
    : IEnlistmentStore
{
    private const string Look = """
        SELECT current_database()::text, to_regclass(quote_ident($1) || '.schema_version') IS NOT NULL
        """;

    private readonly string schema = PostgreSqlTypes.SchemaOf(url);

    /// <inheritdoc/>
    public async Task<IEnlistedTransaction> EnlistAsync(
        DbConnection connection,
        DbTransaction transaction,
        CancellationToken cancellationToken
    )
    {
        if (connection is not NpgsqlConnection open || transaction is not NpgsqlTransaction begun)
            throw new ArgumentException(
                $"The platform's database is PostgreSQL, the connection is a {connection.GetType().Name}.",
                nameof(connection)
            );
        var seen = await PostgreSqlAccess.ListAsync(
            open,
            Look,
            row => (Database: row.GetString(0), HasTables: row.GetBoolean(1)),
            cancellationToken,
            Text(schema)
        );
        var database = new NpgsqlConnectionStringBuilder(url.ConnectionString).Database;
        return seen[0].HasTables && (database is null || database == seen[0].Database)
            ? new PostgreSqlEnlistedTransaction(open, begun, schema, control, access)
            : throw new ArgumentException(
                $"The connection is to the database '{seen[0].Database}', the platform's tables are in the schema "
                    + $"'{schema}' of {url.Description}; connect to that database.",
                nameof(connection)
            );
    }
}
