using System.Runtime.Versioning;
using System.Text;

namespace AutomationPlatform.EndToEndTests.BadInput;

/// <summary>A database that cannot be used: exit 69, one line, and it stays as it is.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class DatabaseTests : IDisposable
{
    private readonly TestFolder folder = new();

    [Fact]
    public async Task A_file_that_is_not_a_database_is_refused_and_left_alone()
    {
        var text = string.Concat(Enumerable.Repeat("This is a letter to a friend, not a database. ", 50));
        folder.Write("letter.db", text);
        foreach (var command in (string[])["runs list", "db migrate", "run ."])
        {
            folder.Write("automation.yaml", "name: T\nhandler: {builtin: echo}\n");
            var result = await folder.ApcAsync(["--db", "sqlite:letter.db", .. command.Split(' ')]);
            result.AssertRefused(69, "letter.db", "not an SQLite database");
        }
        Assert.Equal(text, File.ReadAllText(folder.At("letter.db"), Encoding.UTF8));
    }

    [Fact]
    public async Task A_file_of_a_newer_schema_is_refused_and_left_alone()
    {
        (await folder.ApcAsync("db", "migrate")).AssertDone();
        await folder.SqlAsync(
            "INSERT INTO schema_version (version, name, oldest_program, applied_at) "
                + "VALUES (9999, 'future', 9999, '2099-01-01T00:00:00.000000Z')"
        );
        folder.Write("automation.yaml", "name: T\nhandler: {builtin: echo}\n");
        foreach (var command in (string[])["runs list", "db migrate", "run ."])
            (await folder.ApcAsync(command.Split(' '))).AssertRefused(69, "newer");
        Assert.Equal(0L, await folder.SqlAsync("SELECT count(*) FROM automation"));
    }

    [Fact]
    public async Task A_file_that_is_read_only_is_refused_and_left_alone()
    {
        await folder.DefineAsync();
        folder.Write("rows.csv", "a\n1\n");
        File.SetUnixFileMode(folder.DatabaseFile, UnixFileMode.UserRead | UnixFileMode.OtherRead);
        var everybody = (UnixFileMode)Convert.ToInt32("555", 8);
        File.SetUnixFileMode(folder.At(".apc"), everybody);
        File.SetUnixFileMode(folder.Path, everybody);
        try
        {
            var result = await AsOrdinaryUserAsync("import", "T", "rows.csv");
            result.AssertRefused(69, "apc.db", "cannot be written");
        }
        finally
        {
            File.SetUnixFileMode(folder.Path, (UnixFileMode)Convert.ToInt32("755", 8));
            File.SetUnixFileMode(folder.At(".apc"), (UnixFileMode)Convert.ToInt32("755", 8));
            File.SetUnixFileMode(folder.DatabaseFile, (UnixFileMode)Convert.ToInt32("644", 8));
        }
        Assert.Equal(0L, await folder.SqlAsync("SELECT count(*) FROM batch"));
    }

    [Fact]
    public async Task A_server_that_is_down_is_said_without_the_password()
    {
        foreach (var command in (string[])["runs list", "db migrate", "worker --drain"])
        {
            var result = await folder.ApcAsync([
                "--db",
                "postgresql://user:s3cret@127.0.0.1:1/nowhere",
                .. command.Split(' '),
            ]);
            result.AssertRefused(69, "127.0.0.1:1", "cannot be reached");
            Assert.DoesNotContain("s3cret", result.Error + result.Output);
        }
    }

    [Fact]
    public async Task A_wrong_password_is_said_without_repeating_it()
    {
        var server = Environment.GetEnvironmentVariable("APC_TEST_DATABASE_URL");
        Assert.SkipWhen(string.IsNullOrEmpty(server), "APC_TEST_DATABASE_URL does not name a PostgreSQL database");
        var uri = new Uri(server!);
        var result = await folder.ApcAsync(
            "--db",
            $"postgresql://no_such_user:s3cret@{uri.Host}:{uri.Port}{uri.AbsolutePath}",
            "runs",
            "list"
        );
        result.AssertRefused(69, uri.Host, "password");
        Assert.DoesNotContain("s3cret", result.Error + result.Output);
    }

    [Fact]
    public async Task An_unmigrated_server_is_refused_with_the_command_to_type()
    {
        var server = Environment.GetEnvironmentVariable("APC_TEST_DATABASE_URL");
        Assert.SkipWhen(string.IsNullOrEmpty(server), "APC_TEST_DATABASE_URL does not name a PostgreSQL database");
        var url = $"{server}{(server!.Contains('?') ? '&' : '?')}search_path=no_such_schema_{Guid.NewGuid():N}";
        (await folder.ApcAsync("--db", url, "runs", "list")).AssertRefused(69, "apc db migrate");
    }

    public void Dispose() => folder.Dispose();

    // Permissions do not bind the superuser, who lays the rights down for the time of the command.
    private Task<CliResult> AsOrdinaryUserAsync(params string[] arguments)
    {
        if (Environment.UserName != "root")
            return folder.ApcAsync(arguments);
        Assert.SkipUnless(File.Exists("/usr/bin/setpriv"), "the superuser may write anything, and there is no setpriv");
        string[] nobody = ["--reuid=65534", "--regid=65534", "--clear-groups", CliProcess.Program];
        return CliProcess.RunProgramAsync(folder, "/usr/bin/setpriv", [.. nobody, .. arguments]);
    }
}
