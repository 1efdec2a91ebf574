using AutomationPlatform.Application;
using Microsoft.Data.Sqlite;

namespace AutomationPlatform.Infrastructure.Sqlite;

/// <summary>Which errors of SQLite are expected, and what each means to a user. The one place that lists them.</summary>
internal static class SqliteErrors
{
    private const int Generic = 1;
    private const int NotPermitted = 3;
    private const int Busy = 5;
    private const int Locked = 6;
    private const int ReadOnly = 8;
    private const int InputOutput = 10;
    private const int Corrupt = 11;
    private const int Full = 13;
    private const int CannotOpen = 14;
    private const int TooBig = 18;
    private const int Constraint = 19;
    private const int NotADatabase = 26;

    /// <summary>The error of SQLite in a chain of exceptions; null when there is none.</summary>
    internal static SqliteException? Find(Exception? error)
    {
        for (; error is not null; error = error.InnerException)
        {
            if (error is SqliteException found)
                return found;
        }
        return null;
    }

    /// <summary>Whether a value of the statement breaks a rule of its column: then one row is at fault, not all of them.</summary>
    internal static bool IsDataError(Exception error) =>
        error is SqliteException { SqliteErrorCode: Constraint or TooBig };

    /// <summary>Whether the connection is of no more use: the file is gone, damaged or not readable.</summary>
    internal static bool IsConnectionBroken(Exception error) =>
        Find(error)?.SqliteErrorCode is InputOutput or Corrupt or CannotOpen or NotADatabase or ReadOnly;

    /// <summary>Whether the file, or the log beside it, cannot be written.</summary>
    internal static bool IsNotWritable(SqliteException error) =>
        error.SqliteErrorCode is NotPermitted or ReadOnly or CannotOpen;

    /// <summary>Throws what <see cref="Translate"/> makes of the error; returns when that is nothing.</summary>
    internal static void ThrowIfTrouble(Exception error, string description)
    {
        if (Translate(error, description) is { } trouble)
            throw trouble;
    }

    /// <summary>What a failure of the database itself means to a user; null when it is none of those.</summary>
    /// <param name="error">What was thrown.</param>
    /// <param name="description">Which database.</param>
    internal static DatabaseUnavailableException? Translate(Exception error, string description)
    {
        var found = Find(error);
        if (found is null)
            return error is UnauthorizedAccessException
                ? new DatabaseUnavailableException($"{description} {NotWritable}", error)
                : null;
        if (found.SqliteErrorCode == Generic)
            return IsSchemaMissing(found) ? new SchemaMissingException(description, error) : null;
        return Trouble(found) is { } trouble
            ? new DatabaseUnavailableException($"{description} {trouble}", error)
            : null;
    }

    private const string NotWritable = "cannot be written; check the permissions of the file and its directory";

    private static bool IsSchemaMissing(SqliteException error) =>
        error.Message.Contains("no such table", StringComparison.Ordinal)
        || error.Message.Contains("no such column", StringComparison.Ordinal);

    private static string? Trouble(SqliteException error) =>
        error.SqliteErrorCode switch
        {
            NotPermitted or ReadOnly => NotWritable,
            Busy or Locked =>
                $"is being written by another process for more than {SqliteDatabaseFile.BusyTimeoutSeconds} s; try again",
            CannotOpen => "cannot be opened; check that the path is right and may be read and written",
            NotADatabase => "is not an SQLite database; check the path",
            Corrupt => "is damaged; restore a copy of the file",
            Full => "has no space left on its disk; make room",
            InputOutput => $"cannot be read or written ({error.Message}); check the disk",
            _ => null,
        };
}
