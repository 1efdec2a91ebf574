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

    /// <summary>SQLite in the memory of this process: gone with it.</summary>
    public const string InMemory = "sqlite::memory:";

    private DatabaseUrl(DatabaseKind kind, string connectionString, string description)
    {
        Kind = kind;
        ConnectionString = connectionString;
        Description = description;
    }

    /// <summary>Which kind.</summary>
    public DatabaseKind Kind { get; }

    /// <summary>For PostgreSQL the connection string, which may hold a password; for SQLite the path of the file, or the
    /// name of the database in memory.</summary>
    public string ConnectionString { get; }

    /// <summary>For people: without the password.</summary>
    public string Description { get; }

    /// <summary>True for a database in memory: one of its own for each time <see cref="InMemory"/> is read.</summary>
    public bool IsInMemory { get; private init; }

    /// <summary>Reads a URL: <c>postgresql://user:pass@host:port/name?sslmode=…&amp;search_path=…</c> (also <c>postgres://</c>),
    /// <c>sqlite:PATH</c>, <c>sqlite:///absolute</c>, <see cref="InMemory"/>, or <c>file:PATH</c>, a file that holds such a URL.</summary>
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
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new InvalidInputException(
                $"database URL file {path}: cannot be read; check --db or DATABASE_URL",
                cause
            );
        }
    }

    private static DatabaseUrl ParseSqlite(string rest)
    {
        if (rest == ":memory:")
            return new DatabaseUrl(
                DatabaseKind.Sqlite,
                // A name that begins with a slash is one database for all connections of the process.
                $"file:/{Guid.CreateVersion7():N}?vfs=memdb",
                InMemory
            )
            {
                IsInMemory = true,
            };
        var path = rest.StartsWith("///", StringComparison.Ordinal) ? rest[2..] : rest;
        if (path.Length == 0 || path.Contains('\0'))
            throw new InvalidInputException("database URL: sqlite: needs a path, for instance sqlite:data/apc.db");
        return new DatabaseUrl(DatabaseKind.Sqlite, Path.GetFullPath(path), $"sqlite:{path}");
    }

    private static DatabaseUrl ParsePostgreSql(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Host.Length == 0 || HoldsStrayPart(uri))
            throw new InvalidInputException(
                "database URL: it is not of the form postgresql://user:password@host:port/name; "
                    + "percent-encode special characters of the user and the password"
            );
        var builder = new NpgsqlConnectionStringBuilder
        {
            Host = uri.DnsSafeHost,
            Port = uri.Port > 0 ? uri.Port : NpgsqlConnection.DefaultPort,
            Database = uri.AbsolutePath.Trim('/') is { Length: > 0 } name ? Uri.UnescapeDataString(name) : "postgres",
            ApplicationName = "apc",
        };
        ReadUser(uri, builder);
        ReadQuery(uri, builder);
        return new DatabaseUrl(
            DatabaseKind.PostgreSql,
            builder.ConnectionString,
            $"postgresql://{uri.Host}:{builder.Port}/{builder.Database}"
                + (builder.SearchPath is { Length: > 0 } path ? $"?search_path={path}" : "")
        );
    }

    // A password with an unescaped / ? or # ends up behind the host; nothing of it may be taken for a name and shown.
    private static bool HoldsStrayPart(Uri uri) =>
        uri.Fragment.Length > 0
        || uri.AbsolutePath.TrimStart('/').Contains('/')
        || uri.AbsolutePath.Contains('@')
        || uri.Query.Contains('@');

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
            if (parts.Length < 2)
                throw new InvalidInputException("database URL: a parameter has no value; write ?name=value");
            Set(builder, Uri.UnescapeDataString(parts[0]), Uri.UnescapeDataString(parts[1]));
        }
    }

    private static void Set(NpgsqlConnectionStringBuilder builder, string name, string value)
    {
        try
        {
            // Npgsql spells its keywords without underscores or with spaces; libpq's own spelling is what people know.
            if (name == "search_path")
                builder.SearchPath = value;
            else if (name == "sslmode")
                builder["SSL Mode"] = value.Replace("-", "");
            else
                builder[name] = value;
        }
        catch (Exception cause)
            when (cause is ArgumentException or KeyNotFoundException or FormatException or OverflowException)
        {
            // Without the cause, whose message repeats the value.
            throw new InvalidInputException($"database URL: the parameter '{name}' or its value is not known");
        }
    }
}
