using AutomationPlatform.Application;
using Npgsql;

namespace AutomationPlatform.Infrastructure.Database;

/// <summary>The two kinds of database.</summary>
public enum DatabaseKind
{
    /// <summary>An embedded file.</summary>
    Sqlite,

    /// <summary>A server.</summary>
    PostgreSql,
}

/// <summary>Where the database is: a parsed <c>postgresql://…</c> or <c>sqlite:…</c> URL. Immutable.</summary>
/// <remarks>Its text for people never holds the password.</remarks>
public sealed class DatabaseUrl
{
    /// <summary>The database when none is named: a file under the current directory.</summary>
    public const string Default = "sqlite:.apc/apc.db";

    private DatabaseUrl(DatabaseKind kind, string connectionString, string description)
    {
        Kind = kind;
        ConnectionString = connectionString;
        Description = description;
    }

    /// <summary>Which kind.</summary>
    public DatabaseKind Kind { get; }

    /// <summary>For PostgreSQL the connection string, which may hold a password; for SQLite the path of the file.</summary>
    public string ConnectionString { get; }

    /// <summary>For people: without the password.</summary>
    public string Description { get; }

    /// <summary>Reads a URL: <c>postgresql://user:pass@host:port/name?sslmode=…&amp;search_path=…</c> (also <c>postgres://</c>),
    /// <c>sqlite:PATH</c>, <c>sqlite:///absolute</c>, or <c>file:PATH</c>, a file that holds such a URL.</summary>
    /// <exception cref="InvalidInputException">It is none of these; the message never repeats the URL, which may hold a password.</exception>
    public static DatabaseUrl Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.StartsWith("file:", StringComparison.Ordinal))
            return Parse(ReadFile(text["file:".Length..]));
        if (text.StartsWith("sqlite:", StringComparison.Ordinal))
            return ParseSqlite(text["sqlite:".Length..]);
        if (
            text.StartsWith("postgresql://", StringComparison.Ordinal)
            || text.StartsWith("postgres://", StringComparison.Ordinal)
        )
            return ParsePostgreSql(text);
        throw new InvalidInputException(
            "database URL: it must begin with postgresql://, sqlite: or file:; "
                + $"for instance {Default} or postgresql://user@localhost/automation_db"
        );
    }

    /// <summary>The text for people: without the password.</summary>
    public override string ToString() => Description;

    private static string ReadFile(string path)
    {
        try
        {
            var text = File.ReadAllText(path).Trim();
            if (text.StartsWith("file:", StringComparison.Ordinal))
                throw new InvalidInputException(
                    $"database URL file {path}: it names another file; write the URL itself"
                );
            return text;
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException(
                $"database URL file {path}: cannot be read; check --db or DATABASE_URL",
                cause
            );
        }
    }

    private static DatabaseUrl ParseSqlite(string rest)
    {
        var path = rest.StartsWith("///", StringComparison.Ordinal) ? rest[2..] : rest;
        if (path.Length == 0)
            throw new InvalidInputException("database URL: sqlite: needs a path, for instance sqlite:data/apc.db");
        return new DatabaseUrl(DatabaseKind.Sqlite, Path.GetFullPath(path), $"sqlite:{path}");
    }

    private static DatabaseUrl ParsePostgreSql(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Host.Length == 0)
            throw new InvalidInputException(
                "database URL: it is not of the form postgresql://user:password@host:port/name; "
                    + "percent-encode special characters of the password"
            );
        var builder = new NpgsqlConnectionStringBuilder
        {
            Host = uri.Host,
            Port = uri.Port > 0 ? uri.Port : NpgsqlConnection.DefaultPort,
            Database = uri.AbsolutePath.Trim('/') is { Length: > 0 } name ? Uri.UnescapeDataString(name) : "postgres",
            ApplicationName = "apc",
        };
        ReadUser(uri, builder);
        ReadQuery(uri, builder);
        return new DatabaseUrl(
            DatabaseKind.PostgreSql,
            builder.ConnectionString,
            $"postgresql://{builder.Host}:{builder.Port}/{builder.Database}"
                + (builder.SearchPath is { Length: > 0 } path ? $"?search_path={path}" : "")
        );
    }

    private static void ReadUser(Uri uri, NpgsqlConnectionStringBuilder builder)
    {
        var parts = uri.UserInfo.Split(':', 2);
        if (parts[0].Length > 0)
            builder.Username = Uri.UnescapeDataString(parts[0]);
        if (parts.Length == 2)
            builder.Password = Uri.UnescapeDataString(parts[1]);
    }

    private static void ReadQuery(Uri uri, NpgsqlConnectionStringBuilder builder)
    {
        foreach (var pair in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = pair.Split('=', 2);
            var value = parts.Length == 2 ? Uri.UnescapeDataString(parts[1]) : "";
            // Npgsql spells its keywords without underscores or with spaces; libpq's own spelling is what people know.
            var keyword =
                parts[0] == "search_path" ? "Search Path"
                : parts[0] == "sslmode" ? "SSL Mode"
                : parts[0];
            try
            {
                builder[keyword] = value.Replace("-", parts[0] == "sslmode" ? "" : "-");
            }
            catch (Exception cause) when (cause is ArgumentException or KeyNotFoundException or FormatException)
            {
                throw new InvalidInputException($"database URL: the parameter '{parts[0]}' or its value is not known");
            }
        }
    }
}
