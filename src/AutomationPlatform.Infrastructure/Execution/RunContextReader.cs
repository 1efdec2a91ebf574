using System.Data.Common;
using AutomationPlatform.Application;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Infrastructure.Definition;
using AutomationPlatform.Infrastructure.Sqlite;
using Npgsql;

namespace AutomationPlatform.Infrastructure.Execution;

/// <summary>Reads what a run was started with. The statements are the same on both databases; only identifiers differ in form.</summary>
internal sealed class RunContextReader(
    Func<CancellationToken, ValueTask<DbConnection>> open,
    Func<Guid, object> identifier
) : IRunContextReader
{
    private const string DefinitionOfRun = """
        SELECT r.max_attempts, d.content
        FROM run r
        JOIN definition_version d ON d.automation_id = r.automation_id AND d.number = r.definition_number
        WHERE r.id = @run
        """;

    private const string BatchesOfRun = """
        SELECT e.id, b.name, b.payload
        FROM batch_execution e
        JOIN batch b ON b.id = e.batch_id
        WHERE e.run_id = @run
        """;

    internal static RunContextReader For(NpgsqlDataSource database) =>
        new(async token => await database.OpenConnectionAsync(token), id => id);

    internal static RunContextReader For(SqliteDatabaseFile database) =>
        new(async token => await database.OpenAsync(token), id => SqliteForm.Of(id));

    public async Task<RunContext> GetAsync(RunId run, CancellationToken cancellationToken)
    {
        await using var connection = await open(cancellationToken);
        var batches = await ReadBatchesAsync(connection, run, cancellationToken);
        await using var command = Command(connection, DefinitionOfRun, run);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
            throw new NotFoundException($"run {run} or its definition version was not found; see: apc runs list");
        return new RunContext(
            DefinitionJson.ReadContent(reader.GetString(1)).Settings,
            await reader.IsDBNullAsync(0, cancellationToken) ? null : reader.GetInt32(0),
            batches
        );
    }

    private async Task<Dictionary<BatchExecutionId, EnvelopeBatch>> ReadBatchesAsync(
        DbConnection connection,
        RunId run,
        CancellationToken cancellationToken
    )
    {
        Dictionary<BatchExecutionId, EnvelopeBatch> batches = [];
        await using var command = Command(connection, BatchesOfRun, run);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            batches[new BatchExecutionId(reader.GetGuid(0))] = new EnvelopeBatch(
                reader.GetString(1),
                await reader.IsDBNullAsync(2, cancellationToken) ? null : reader.GetString(2)
            );
        return batches;
    }

    private DbCommand Command(DbConnection connection, string sql, RunId run)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        var parameter = command.CreateParameter();
        parameter.ParameterName = "run";
        parameter.Value = identifier(run.Value);
        command.Parameters.Add(parameter);
        return command;
    }
}
