using System.Text;
using AutomationPlatform.Application;
using Npgsql;

namespace AutomationPlatform.Infrastructure.PostgreSql;

/// <summary>Which errors of PostgreSQL are expected, and what each means to a user. The one place that lists them.</summary>
internal static class PostgreSqlErrors
{
    // The driver has no name for this one.
    private const string IdleInTransactionSessionTimeout = "25P03";

    private const string ConnectionException = "08";
    private const string InsufficientResources = "53";
    private const string SystemError = "58";

    private static readonly HashSet<string> ConnectionEnded =
    [
        PostgresErrorCodes.AdminShutdown,
        PostgresErrorCodes.CrashShutdown,
        PostgresErrorCodes.CannotConnectNow,
        PostgresErrorCodes.IdleSessionTimeout,
        IdleInTransactionSessionTimeout,
    ];

    private static readonly HashSet<string> SchemaMissing =
    [
        PostgresErrorCodes.UndefinedTable,
        PostgresErrorCodes.UndefinedColumn,
        PostgresErrorCodes.InvalidSchemaName,
    ];

    /// <summary>The error of PostgreSQL or of its driver in a chain of exceptions; null when there is none.</summary>
    internal static NpgsqlException? Find(Exception? error)
    {
        for (; error is not null; error = error.InnerException)
        {
            if (error is NpgsqlException found)
                return found;
        }
        return null;
    }

    /// <summary>Whether the transaction was undone only because it met another one, so that repeating it whole may succeed.</summary>
    internal static bool IsCollision(Exception error) =>
        Find(error)?.SqlState is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure;

    /// <summary>Whether the connection is gone, and with it the transaction, unless it was being committed.</summary>
    internal static bool IsConnectionLost(Exception error) =>
        Find(error) switch
        {
            null => false,
            PostgresException refusal => ConnectionEnded.Contains(refusal.SqlState)
                || IsOfClass(refusal, ConnectionException),
            _ => true,
        };

    /// <summary>Whether a value of the statement cannot be stored: then one row is at fault, not all of them.</summary>
    internal static bool IsDataError(Exception error) =>
        error is EncoderFallbackException
        || (
            error is PostgresException { SqlState: var state }
            && (
                state.StartsWith("22", StringComparison.Ordinal)
                || state is PostgresErrorCodes.ProgramLimitExceeded or PostgresErrorCodes.StatementTooComplex
            )
        );

    /// <summary>Whether a row stands already under this constraint.</summary>
    internal static bool IsDuplicate(Exception error, string constraint) =>
        error is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } duplicate
        && duplicate.ConstraintName == constraint;

    /// <summary>What was said, without the place in our statement.</summary>
    internal static string Text(Exception error) =>
        error is PostgresException { MessageText: var text } ? text : error.Message;

    /// <summary>Throws what <see cref="Translate"/> makes of the error; returns when that is nothing.</summary>
    internal static void ThrowIfTrouble(Exception error, string description)
    {
        if (Translate(error, description) is { } trouble)
            throw trouble;
    }

    /// <summary>What a failure of the database itself means to a user; null when it is none of those.</summary>
    /// <param name="error">What was thrown.</param>
    /// <param name="description">Which database, without the password.</param>
    internal static DatabaseUnavailableException? Translate(Exception error, string description)
    {
        var found = Find(error);
        if (found is null)
            return null;
        if (found is not PostgresException refusal)
            return new DatabaseUnavailableException(
                $"{description} cannot be reached or the connection was lost ({Reason(found)}); "
                    + "check that the server runs and that host and port are right",
                error
            );
        if (SchemaMissing.Contains(refusal.SqlState))
            return new SchemaMissingException(description, error);
        return Trouble(refusal) is { } trouble
            ? new DatabaseUnavailableException($"{description} {trouble}", error)
            : null;
    }

    private static bool IsOfClass(PostgresException refusal, string classCode) =>
        refusal.SqlState.StartsWith(classCode, StringComparison.Ordinal);

    private static string Reason(NpgsqlException error) => (error.InnerException ?? error).Message.TrimEnd('.');

    private static string? Trouble(PostgresException refusal) =>
        refusal.SqlState switch
        {
            PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification =>
                "refuses the user or the password; check both in the URL",
            PostgresErrorCodes.InvalidCatalogName =>
                "does not exist; create the database or correct its name in the URL",
            PostgresErrorCodes.TooManyConnections =>
                "has no connection left; raise max_connections or use fewer workers",
            PostgresErrorCodes.ReadOnlySqlTransaction => "is read-only (a standby?); use the primary server",
            PostgresErrorCodes.InsufficientPrivilege =>
                $"does not permit it ({refusal.MessageText}); grant the user what is missing",
            PostgresErrorCodes.DiskFull => "has no space left on its disk; make room",
            PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.QueryCanceled =>
                $"gave up a statement ({refusal.MessageText}); try again when it is less busy",
            _ when ConnectionEnded.Contains(refusal.SqlState) =>
                $"ended the connection or is not ready ({refusal.MessageText}); try again when the server is up",
            _ when IsOfClass(refusal, InsufficientResources) || IsOfClass(refusal, SystemError) =>
                $"lacks something of its machine ({refusal.MessageText}); look at the server's log",
            _ when IsOfClass(refusal, ConnectionException) => $"lost the connection ({refusal.MessageText}); try again",
            _ when IsCollision(refusal) => $"undid the transaction ({refusal.MessageText}); try again",
            _ => null,
        };
}
