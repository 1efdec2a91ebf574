using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace AutomationPlatform.Infrastructure.Sqlite;

/// <summary>A prepared statement, used again and again. Not thread-safe.</summary>
/// <remarks>
/// It works on the library itself: the driver's commands look each parameter up by name at every run and make a reader for
/// every statement, which costs more than the statements of the queue do.
/// </remarks>
internal sealed class SqliteStatement : IDisposable
{
    private readonly sqlite3 database;
    private readonly sqlite3_stmt statement;
    private readonly int[] indexes;

    // A binding outlasts a reset: the same text need not be copied again for each row.
    private readonly string?[] texts;

    internal SqliteStatement(sqlite3 database, string sql, ReadOnlySpan<string> parameters)
    {
        this.database = database;
        Check(raw.sqlite3_prepare_v3(database, sql, raw.SQLITE_PREPARE_PERSISTENT, out statement));
        indexes = new int[parameters.Length];
        texts = new string?[parameters.Length];
        for (var i = 0; i < indexes.Length; i++)
            indexes[i] = raw.sqlite3_bind_parameter_index(statement, "@" + parameters[i]);
    }

    /// <summary>Sets a parameter by its place among the names given at the making.</summary>
    internal void Bind(int place, object? value)
    {
        if (value is string same && ReferenceEquals(same, texts[place]))
            return;
        var index = indexes[place];
        Check(
            value switch
            {
                null => raw.sqlite3_bind_null(statement, index),
                string text => raw.sqlite3_bind_text(statement, index, text),
                int number => raw.sqlite3_bind_int(statement, index, number),
                long number => raw.sqlite3_bind_int64(statement, index, number),
                double number => raw.sqlite3_bind_double(statement, index, number),
                byte[] bytes => raw.sqlite3_bind_blob(statement, index, bytes),
                _ => throw new ArgumentException($"{value.GetType()} is not a type of SQLite's", nameof(value)),
            }
        );
        texts[place] = value as string;
    }

    /// <summary>Runs it with these values and gives how many rows it wrote.</summary>
    internal int Execute(params ReadOnlySpan<object?> values)
    {
        for (var i = 0; i < values.Length; i++)
            Bind(i, values[i]);
        try
        {
            while (Step()) { }
            return raw.sqlite3_changes(database);
        }
        finally
        {
            raw.sqlite3_reset(statement);
        }
    }

    /// <summary>Runs it with the values bound before and reads every row.</summary>
    internal List<T> List<T>(Func<SqliteRow, T> read)
    {
        var rows = new List<T>();
        try
        {
            while (Step())
                rows.Add(read(new SqliteRow(statement)));
            return rows;
        }
        finally
        {
            raw.sqlite3_reset(statement);
        }
    }

    public void Dispose() => statement.Dispose();

    private bool Step()
    {
        var result = raw.sqlite3_step(statement);
        if (result is not (raw.SQLITE_ROW or raw.SQLITE_DONE))
            Check(result);
        return result == raw.SQLITE_ROW;
    }

    private void Check(int result)
    {
        if (result != raw.SQLITE_OK)
            SqliteException.ThrowExceptionForRC(result, database);
    }
}

/// <summary>The present row of a running statement.</summary>
internal readonly struct SqliteRow(sqlite3_stmt statement)
{
    internal bool IsNull(int column) => raw.sqlite3_column_type(statement, column) == raw.SQLITE_NULL;

    internal string Text(int column) => raw.sqlite3_column_text(statement, column).utf8_to_string();

    internal string? OptionalText(int column) => IsNull(column) ? null : Text(column);

    internal int Number(int column) => raw.sqlite3_column_int(statement, column);

    internal int? OptionalNumber(int column) => IsNull(column) ? null : Number(column);

    internal long Big(int column) => raw.sqlite3_column_int64(statement, column);

    internal double Real(int column) => raw.sqlite3_column_double(statement, column);

    internal bool Flag(int column) => Number(column) != 0;

    internal byte[]? OptionalBytes(int column) =>
        IsNull(column) ? null : raw.sqlite3_column_blob(statement, column).ToArray();

    internal Guid Id(int column) => SqliteForm.ToId(Text(column));

    internal DateTimeOffset Instant(int column) => SqliteForm.ToInstant(Text(column));
}
