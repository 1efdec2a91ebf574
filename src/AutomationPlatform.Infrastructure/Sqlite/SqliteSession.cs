using AutomationPlatform.Domain;
using AutomationPlatform.Infrastructure.Database;
using Microsoft.Data.Sqlite;

namespace AutomationPlatform.Infrastructure.Sqlite;

/// <summary>A connection with its prepared statements, each made once. Not thread-safe.</summary>
internal sealed class SqliteSession(SqliteConnection connection) : IAsyncDisposable, IDisposable
{
    private const string Clock = $"SELECT {SqliteForm.Clock}";

    private readonly Dictionary<string, SqliteStatement> statements = [];

    internal SqliteConnection Connection { get; } = connection;

    /// <summary>The moment of the present transaction, in the database's form.</summary>
    internal string Now { get; private set; } = "";

    /// <summary>The moment of the present transaction.</summary>
    internal DateTimeOffset Moment => SqliteForm.ToInstant(Now);

    /// <summary>A moment so much later than that of the transaction.</summary>
    internal string After(TimeSpan span) => SqliteForm.Of(Moment + span);

    /// <summary>Takes the time once a transaction: the simulated one, else the database's.</summary>
    internal void ReadClock(TimeProvider? simulatedClock) =>
        Now = simulatedClock is null
            ? Statement(Clock).First(row => row.GetString(0))
            : SqliteForm.Of(Instant.Now(simulatedClock));

    /// <summary>The statement of this text, made at its first use; its parameters are named in order.</summary>
    internal SqliteStatement Statement(string sql, params ReadOnlySpan<string> parameters)
    {
        if (!statements.TryGetValue(sql, out var statement))
            statements[sql] = statement = new SqliteStatement(Connection, sql, parameters);
        return statement;
    }

    /// <summary>Runs a statement with named values and gives how many rows it wrote.</summary>
    internal int Execute(string sql, params ReadOnlySpan<(string Name, object? Value)> values) =>
        Named(sql, values).Execute();

    /// <summary>Runs a query with named values and reads every row.</summary>
    internal List<T> List<T>(
        string sql,
        Func<SqliteDataReader, T> read,
        params ReadOnlySpan<(string Name, object? Value)> values
    ) => Named(sql, values).List(read);

    public async ValueTask DisposeAsync()
    {
        foreach (var statement in statements.Values)
            statement.Dispose();
        await Connection.DisposeAsync();
    }

    public void Dispose()
    {
        foreach (var statement in statements.Values)
            statement.Dispose();
        Connection.Dispose();
    }

    private SqliteStatement Named(string sql, ReadOnlySpan<(string Name, object? Value)> values)
    {
        if (!statements.TryGetValue(sql, out var statement))
        {
            var names = new string[values.Length];
            for (var i = 0; i < names.Length; i++)
                names[i] = values[i].Name;
            statement = Statement(sql, names);
        }
        for (var i = 0; i < values.Length; i++)
            statement.Bind(i, values[i].Value);
        return statement;
    }
}

/// <summary>A prepared statement whose parameters are set by position. Not thread-safe.</summary>
internal sealed class SqliteStatement : IDisposable
{
    private readonly SqliteCommand command;

    internal SqliteStatement(SqliteConnection connection, string sql, ReadOnlySpan<string> parameters)
    {
        command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var name in parameters)
            command.Parameters.AddWithValue("@" + name, DBNull.Value);
    }

    internal void Bind(int index, object? value) => command.Parameters[index].Value = value ?? DBNull.Value;

    /// <summary>Runs it with these values and gives how many rows it wrote.</summary>
    internal int Execute(params ReadOnlySpan<object?> values)
    {
        for (var i = 0; i < values.Length; i++)
            Bind(i, values[i]);
        return command.ExecuteNonQuery();
    }

    internal List<T> List<T>(Func<SqliteDataReader, T> read)
    {
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
            rows.Add(read(reader));
        return rows;
    }

    internal T First<T>(Func<SqliteDataReader, T> read) => List(read)[0];

    public void Dispose() => command.Dispose();
}
