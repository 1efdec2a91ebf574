using System.Data;
using AutomationPlatform.Application.Database;
using AutomationPlatform.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace AutomationPlatform.Infrastructure.PostgreSql;

/// <summary>The PostgreSQL database as an operator sees it.</summary>
internal sealed class PostgreSqlDatabase(DatabaseUrl url, NpgsqlDataSource dataSource, IDoctor doctor) : IDatabase
{
    // Any number will do as long as nobody else uses it; the second half of the key is the schema's name.
    private const int MigrationLock = 0x617063;

    private const string SelectState = """
        SELECT version, oldest_program FROM schema_version ORDER BY version DESC LIMIT 1
        """;

    private const string SelectSize = """
        SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0)::bigint
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = $1 AND c.relkind = 'r'
        """;

    private readonly string schema = PostgreSqlTypes.SchemaOf(url);

    public string Description => url.Description;

    public Task<DatabaseStatus> GetStatusAsync(CancellationToken cancellationToken) =>
        TranslatedAsync(async () =>
        {
            await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
            var state = (await ReadStateAsync(connection, cancellationToken)).RequireAdmitted(Description);
            await using var size = new NpgsqlCommand(SelectSize, connection)
            {
                Parameters = { new() { Value = schema } },
            };
            return new DatabaseStatus(
                "postgresql",
                Description,
                connection.ServerVersion,
                state.Version,
                MigrationHistory.ProgramVersion,
                [.. state.Pending.Select(step => step.Name)],
                (long)(await size.ExecuteScalarAsync(cancellationToken))!
            );
        });

    public Task<IReadOnlyList<string>> MigrateAsync(CancellationToken cancellationToken) =>
        TranslatedAsync(async () =>
        {
            await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
            if (await ReadPendingAsync(connection, cancellationToken) is [])
                return [];
            await LockAsync(connection, "SELECT pg_advisory_lock($1, hashtext($2))", cancellationToken);
            try
            {
                return await MigrateLockedAsync(connection, cancellationToken);
            }
            finally
            {
                // A killed process leaves no lock, since it goes with the session; but this session goes back to a pool.
                if (connection.State == ConnectionState.Open)
                    await LockAsync(connection, "SELECT pg_advisory_unlock($1, hashtext($2))", CancellationToken.None);
            }
        });

    public Task BackUpAsync(string path, CancellationToken cancellationToken) =>
        PostgreSqlDump.WriteAsync(url, schema, path, cancellationToken);

    public Task<IReadOnlyList<DoctorFinding>> ExamineAsync(
        bool repair,
        IProgress<string>? progress,
        CancellationToken cancellationToken
    ) => doctor.ExamineAsync(repair, progress, cancellationToken);

    private async Task LockAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection)
        {
            CommandTimeout = 0,
            Parameters =
            {
                new() { Value = MigrationLock },
                new() { Value = schema },
            },
        };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<IReadOnlyList<string>> MigrateLockedAsync(
        NpgsqlConnection connection,
        CancellationToken cancellationToken
    )
    {
        var pending = await ReadPendingAsync(connection, cancellationToken);
        if (pending.Count == 0)
            return [];
        await CreateSchemaAsync(connection, cancellationToken);
        await using var context = new PostgreSqlContext(PostgreSqlContext.OptionsFor(connection, schema));
        context.Database.SetCommandTimeout(TimeSpan.Zero);
        await context.Database.MigrateAsync(cancellationToken);
        // The enumeration exists only now; without this, connections would not know it.
        await dataSource.ReloadTypesAsync(cancellationToken);
        return pending;
    }

    // The server itself quotes the name, which came from a URL.
    private async Task CreateSchemaAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT format('CREATE SCHEMA IF NOT EXISTS %I', $1)", connection)
        {
            Parameters = { new() { Value = schema } },
        };
        command.CommandText = (string)(await command.ExecuteScalarAsync(cancellationToken))!;
        command.Parameters.Clear();
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<IReadOnlyList<string>> ReadPendingAsync(
        NpgsqlConnection connection,
        CancellationToken cancellationToken
    )
    {
        var state = (await ReadStateAsync(connection, cancellationToken)).RequireAdmitted(Description);
        return [.. state.Pending.Select(step => step.Name)];
    }

    private async Task<SchemaState> ReadStateAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var exists = new NpgsqlCommand(
            "SELECT EXISTS (SELECT FROM pg_tables WHERE schemaname = $1 AND tablename = 'schema_version')",
            connection
        )
        {
            Parameters = { new() { Value = schema } },
        };
        if (!(bool)(await exists.ExecuteScalarAsync(cancellationToken))!)
            return SchemaState.Empty;
        await using var select = new NpgsqlCommand(SelectState, connection);
        await using var reader = await select.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new SchemaState(reader.GetInt32(0), reader.GetInt32(1))
            : SchemaState.Empty;
    }

    private async Task<T> TranslatedAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception cause)
        {
            PostgreSqlErrors.ThrowIfTrouble(cause, Description);
            throw;
        }
    }
}
