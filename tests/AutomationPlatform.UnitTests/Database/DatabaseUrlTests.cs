using AutomationPlatform.Application;
using AutomationPlatform.Infrastructure.Database;
using Npgsql;

namespace AutomationPlatform.UnitTests.Database;

/// <summary>Where the database is, and that no password is ever told.</summary>
public class DatabaseUrlTests
{
    private const string Secret = "s3cr3t";

    [Theory]
    [InlineData(
        "postgresql://ann:s3cr3t@db.example:6432/automation_db",
        "db.example",
        6432,
        "automation_db",
        "ann",
        Secret
    )]
    [InlineData("postgres://ann@localhost/x", "localhost", 5432, "x", "ann", null)]
    [InlineData(
        "postgresql://ann%40home:s3%2Fcr3t%3F@localhost/my%20db",
        "localhost",
        5432,
        "my db",
        "ann@home",
        "s3/cr3t?"
    )]
    [InlineData("postgresql://localhost", "localhost", 5432, "postgres", null, null)]
    [InlineData("postgresql://ann:a:b@localhost/x", "localhost", 5432, "x", "ann", "a:b")]
    [InlineData("postgresql://ann@[::1]:5433/x", "::1", 5433, "x", "ann", null)]
    public void A_server_is_found_by_its_url(
        string text,
        string host,
        int port,
        string database,
        string? user,
        string? password
    )
    {
        var url = DatabaseUrl.Parse(text);
        var connection = new NpgsqlConnectionStringBuilder(url.ConnectionString);

        Assert.Equal(DatabaseKind.PostgreSql, url.Kind);
        Assert.Equal((host, port, database), (connection.Host, connection.Port, connection.Database));
        Assert.Equal((user, password), (connection.Username, connection.Password));
    }

    [Theory]
    [InlineData("sslmode=verify-full", "SSL Mode", "VerifyFull")]
    [InlineData("search_path=tenant_a", "Search Path", "tenant_a")]
    [InlineData("Command%20Timeout=7", "Command Timeout", "7")]
    public void Parameters_reach_the_driver(string query, string keyword, string value)
    {
        var url = DatabaseUrl.Parse($"postgresql://localhost/x?{query}");

        Assert.Equal(value, new NpgsqlConnectionStringBuilder(url.ConnectionString)[keyword].ToString());
    }

    [Theory]
    [InlineData("sqlite:data/apc.db", "data/apc.db")]
    [InlineData("sqlite:/var/lib/apc.db", "/var/lib/apc.db")]
    [InlineData("sqlite:///var/lib/apc.db", "/var/lib/apc.db")]
    public void A_file_is_found_by_its_url(string text, string path)
    {
        var url = DatabaseUrl.Parse(text);

        Assert.Equal((DatabaseKind.Sqlite, Path.GetFullPath(path)), (url.Kind, url.ConnectionString));
        Assert.Equal($"sqlite:{path}", url.Description);
    }

    [Fact]
    public void The_url_may_lie_in_a_file()
    {
        using var file = new TemporaryFile("postgresql://ann:s3cr3t@localhost/x\n");

        Assert.Equal(
            "x",
            new NpgsqlConnectionStringBuilder(DatabaseUrl.Parse($"file:{file.Path}").ConnectionString).Database
        );
    }

    [Theory]
    [InlineData("")]
    [InlineData("mysql://ann:s3cr3t@localhost/x")]
    [InlineData("sqlite:")]
    [InlineData("postgresql://")]
    [InlineData("postgresql://ann:s3cr3t@/x")]
    [InlineData("postgresql://ann:s3cr3t@host:port/x")]
    [InlineData("postgresql://ann:?s3cr3t@localhost/x")]
    [InlineData("postgresql://ann:12?s3cr3t@localhost/x")]
    [InlineData("postgresql://ann:12/s3cr3t@localhost/x")]
    [InlineData("postgresql://ann:12#s3cr3t@localhost/x")]
    [InlineData("postgresql://ann:s3cr3t@localhost/x?nonsense=s3cr3t")]
    [InlineData("postgresql://ann:s3cr3t@localhost/x?s3cr3t")]
    [InlineData("postgresql://ann:s3cr3t@localhost/x?Timeout=s3cr3t")]
    [InlineData("postgresql://ann:s3cr3t@localhost/x?Timeout=99999999999")]
    [InlineData("postgresql://ann:s3cr3t@localhost/x?sslmode=s3cr3t")]
    [InlineData("file:")]
    [InlineData("file:/nowhere/at/all")]
    [InlineData("file:/")]
    public void What_is_no_url_is_refused_without_a_word_of_it(string text)
    {
        var refusal = Assert.Throws<InvalidInputException>(() => DatabaseUrl.Parse(text));

        Assert.StartsWith("database URL", refusal.Message);
        Assert.DoesNotContain(Secret, refusal.ToString());
    }

    [Theory]
    [InlineData("file:elsewhere")]
    [InlineData("mysql://ann:s3cr3t@localhost/x")]
    [InlineData("")]
    public void What_a_file_holds_is_refused_alike(string text)
    {
        using var file = new TemporaryFile(text);

        var refusal = Assert.Throws<InvalidInputException>(() => DatabaseUrl.Parse($"file:{file.Path}"));

        Assert.DoesNotContain(Secret, refusal.ToString());
    }

    [Theory]
    [InlineData("postgresql://ann:s3cr3t@db.example:6432/automation_db?search_path=tenant_a")]
    [InlineData("postgresql://db.example:6432/automation_db?search_path=tenant_a&Password=s3cr3t")]
    public void The_text_for_people_has_no_password(string text)
    {
        var url = DatabaseUrl.Parse(text);

        Assert.Equal("postgresql://db.example:6432/automation_db?search_path=tenant_a", url.Description);
        Assert.Equal(url.Description, url.ToString());
    }

    private sealed class TemporaryFile : IDisposable
    {
        public TemporaryFile(string text) => File.WriteAllText(Path, text);

        public string Path { get; } = System.IO.Path.GetTempFileName();

        public void Dispose() => File.Delete(Path);
    }
}
