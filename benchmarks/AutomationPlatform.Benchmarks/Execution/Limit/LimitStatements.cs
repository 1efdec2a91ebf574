using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace AutomationPlatform.Benchmarks.Execution.Limit;

/// <summary>Statements prepared once, on the library itself: the driver's commands cost more than the statements do.</summary>
internal sealed class LimitStatements(SqliteConnection connection) : IDisposable
{
    private readonly Dictionary<string, sqlite3_stmt> known = new(ReferenceEqualityComparer.Instance);

    internal void Script(string sql) => Check(raw.sqlite3_exec(connection.Handle, sql));

    /// <summary>Runs it with these values, in the order in which the parameters stand in the text.</summary>
    internal int Run(string sql, params ReadOnlySpan<object> values)
    {
        var statement = Bound(sql, values);
        Step(statement);
        raw.sqlite3_reset(statement);
        return raw.sqlite3_changes(connection.Handle);
    }

    internal List<T> List<T>(string sql, Func<LimitRow, T> read, params ReadOnlySpan<object> values)
    {
        var statement = Bound(sql, values);
        var rows = new List<T>();
        while (Step(statement))
            rows.Add(read(new LimitRow(statement)));
        raw.sqlite3_reset(statement);
        return rows;
    }

    internal string Text(string sql) => List(sql, row => row.Text(0))[0];

    public void Dispose()
    {
        foreach (var statement in known.Values)
            statement.Dispose();
        connection.Dispose();
    }

    private sqlite3_stmt Bound(string sql, ReadOnlySpan<object> values)
    {
        if (!known.TryGetValue(sql, out var statement))
        {
            Check(raw.sqlite3_prepare_v3(connection.Handle, sql, raw.SQLITE_PREPARE_PERSISTENT, out statement));
            known.Add(sql, statement);
        }
        for (var i = 0; i < values.Length; i++)
            Check(
                values[i] switch
                {
                    string text => raw.sqlite3_bind_text(statement, i + 1, text),
                    int number => raw.sqlite3_bind_int(statement, i + 1, number),
                    long number => raw.sqlite3_bind_int64(statement, i + 1, number),
                    var other => throw new ArgumentException(
                        $"{other.GetType()} is not a type of SQLite's",
                        nameof(values)
                    ),
                }
            );
        return statement;
    }

    private bool Step(sqlite3_stmt statement)
    {
        var result = raw.sqlite3_step(statement);
        if (result is not (raw.SQLITE_ROW or raw.SQLITE_DONE))
            Check(result);
        return result == raw.SQLITE_ROW;
    }

    private void Check(int result)
    {
        if (result != raw.SQLITE_OK)
            SqliteException.ThrowExceptionForRC(result, connection.Handle);
    }
}

/// <summary>The present row.</summary>
internal readonly struct LimitRow(sqlite3_stmt statement)
{
    internal string Text(int column) => raw.sqlite3_column_text(statement, column).utf8_to_string();

    internal int Int(int column) => raw.sqlite3_column_int(statement, column);

    internal long Long(int column) => raw.sqlite3_column_int64(statement, column);
}
