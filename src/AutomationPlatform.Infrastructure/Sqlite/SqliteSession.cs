using AutomationPlatform.Domain;
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
    internal DateTimeOffset Moment { get; private set; }

    /// <summary>A moment so much later than that of the transaction.</summary>
    internal string After(TimeSpan span) => SqliteForm.Of(Moment + span);

    /// <summary>Takes the time once a transaction: the simulated one, else the database's.</summary>
    internal void ReadClock(TimeProvider? simulatedClock)
    {
        Now = simulatedClock is null
            ? Statement(Clock).List(row => row.Text(0))[0]
            : SqliteForm.Of(Instant.Now(simulatedClock));
        Moment = SqliteForm.ToInstant(Now);
    }

    /// <summary>The statement of this text, made at its first use; its parameters are named in order.</summary>
    internal SqliteStatement Statement(string sql, params ReadOnlySpan<string> parameters)
    {
        if (!statements.TryGetValue(sql, out var statement))
            statements[sql] = statement = new SqliteStatement(Connection.Handle!, sql, parameters);
        return statement;
    }

    /// <summary>Runs a statement with named values and gives how many rows it wrote.</summary>
    internal int Execute(string sql, params ReadOnlySpan<(string Name, object? Value)> values) =>
        Named(sql, values).Execute();

    /// <summary>Runs a query with named values and reads every row.</summary>
    internal List<T> List<T>(
        string sql,
        Func<SqliteRow, T> read,
        params ReadOnlySpan<(string Name, object? Value)> values
    ) => Named(sql, values).List(read);

    public async ValueTask DisposeAsync()
    {
        Forget();
        await Connection.DisposeAsync();
    }

    public void Dispose()
    {
        Forget();
        Connection.Dispose();
    }

    /// <summary>Frees the statements and leaves the connection to its owner.</summary>
    internal void Forget()
    {
        foreach (var statement in statements.Values)
            statement.Dispose();
        statements.Clear();
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
