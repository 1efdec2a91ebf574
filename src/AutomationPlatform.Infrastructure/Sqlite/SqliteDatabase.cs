using AutomationPlatform.Application;
using AutomationPlatform.Application.Database;
using AutomationPlatform.Infrastructure.Database;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace AutomationPlatform.Infrastructure.Sqlite;

/// <summary>The SQLite file as an operator sees it.</summary>
internal sealed class SqliteDatabase(SqliteDatabaseFile file, TimeProvider clock, IDoctor doctor) : IDatabase
{
    private const string SelectState = """
        SELECT version, oldest_program FROM schema_version ORDER BY version DESC LIMIT 1
        """;

    private const string SelectForeignTable = $"""
        SELECT name FROM sqlite_master
        WHERE type = 'table' AND name NOT LIKE 'sqlite\_%' ESCAPE '\'
            AND name NOT IN ('{MigrationHistory.Table}', '{MigrationHistory.LockTable}')
        LIMIT 1
        """;

    public string Description => file.Description;

    public Task<DatabaseStatus> GetStatusAsync(CancellationToken cancellationToken) =>
        TranslatedAsync(async () =>
        {
            var state = await ReadStateAsync(cancellationToken);
            return new DatabaseStatus(
                "sqlite",
                file.Path,
                new SqliteConnection().ServerVersion,
                state.Version,
                MigrationHistory.ProgramVersion,
                [.. state.Pending.Select(step => step.Name)],
                file.Size
            );
        });

    public Task<IReadOnlyList<string>> MigrateAsync(CancellationToken cancellationToken) =>
        TranslatedAsync(async () =>
        {
            if ((await ReadStateAsync(cancellationToken)).Pending is [])
                return [];
            await using var locked = await LockAsync(cancellationToken);
            var state = await ReadStateAsync(cancellationToken);
            if (state.Pending is [])
                return [];
            if (state.Version > 0 && !file.IsInMemory)
                await CopyAsync($"{file.Path}.v{state.Version}", cancellationToken);
            await MigrateLockedAsync(cancellationToken);
            return (IReadOnlyList<string>)[.. state.Pending.Select(step => step.Name)];
        });

    public Task BackUpAsync(string path, CancellationToken cancellationToken) =>
        TranslatedAsync(async () =>
        {
            var target = BackUpFile.Reserve(path);
            try
            {
                await CopyAsync(target.PartialPath, cancellationToken);
                target.Finish();
            }
            catch
            {
                target.Abandon();
                throw;
            }
            return 0;
        });

    public Task<IReadOnlyList<DoctorFinding>> ExamineAsync(
        bool repair,
        IProgress<string>? progress,
        CancellationToken cancellationToken
    ) => doctor.ExamineAsync(repair, progress, cancellationToken);

    // What is in memory is this process's alone.
    private async Task<IAsyncDisposable?> LockAsync(CancellationToken cancellationToken)
    {
        if (file.IsInMemory)
            return null;
        Directory.CreateDirectory(Path.GetDirectoryName(file.Path)!);
        return await MigrationFileLock.TakeAsync(file.Path, clock, cancellationToken);
    }

    private async Task MigrateLockedAsync(CancellationToken cancellationToken)
    {
        await using var connection = await file.OpenAsync(cancellationToken);
        await using (var clear = connection.CreateCommand())
        {
            // The mapper's own lock is a row that outlives a killed process and would be waited for for ever. Ours is
            // held now, so whoever left that row is gone.
            clear.CommandText = $"DROP TABLE IF EXISTS \"{MigrationHistory.LockTable}\"";
            await clear.ExecuteNonQueryAsync(cancellationToken);
        }
        await using var context = new SqliteContext(SqliteContext.OptionsFor(connection));
        await context.Database.MigrateAsync(cancellationToken);
    }

    // VACUUM INTO reads one consistent state while others write, and leaves a file without a write-ahead log.
    private async Task CopyAsync(string path, CancellationToken cancellationToken)
    {
        File.Delete(path);
        await using var connection = await file.OpenAsync(cancellationToken);
        await using var copy = connection.CreateCommand();
        copy.CommandText = "VACUUM INTO $path";
        copy.CommandTimeout = 0;
        copy.Parameters.AddWithValue("$path", path);
        await copy.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<SchemaState> ReadStateAsync(CancellationToken cancellationToken)
    {
        if (file.IsAbsent)
            return SchemaState.Empty;
        await using var connection = await file.OpenExistingAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'schema_version'";
        if (await command.ExecuteScalarAsync(cancellationToken) is null)
            return await RequireEmptyAsync(command, cancellationToken);
        command.CommandText = SelectState;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new SchemaState(reader.GetInt32(0), reader.GetInt32(1)).RequireAdmitted(Description)
            : SchemaState.Empty;
    }

    private async Task<SchemaState> RequireEmptyAsync(SqliteCommand command, CancellationToken cancellationToken)
    {
        command.CommandText = SelectForeignTable;
        if (await command.ExecuteScalarAsync(cancellationToken) is string table)
            throw new DatabaseUnavailableException(
                $"{Description} belongs to another program (it has a table {table}); name another file"
            );
        return SchemaState.Empty;
    }

    private async Task<T> TranslatedAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception cause)
        {
            SqliteErrors.ThrowIfTrouble(cause, Description);
            throw;
        }
    }
}
