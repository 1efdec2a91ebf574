using AutomationPlatform.Application.Database;
using AutomationPlatform.Application.Execution;

namespace AutomationPlatform.UnitTests.Cli;

/// <summary>What <c>apc db</c> says, and how every command meets an old schema.</summary>
public class DatabaseCommandTests
{
    [Fact]
    public async Task A_SQLite_file_is_migrated_by_any_command()
    {
        var database = new ToldDatabase(Told.Database("sqlite", "0002_more"));
        var line = await Line(database).RunAsync("runs", "list");
        Assert.Equal((0, 1), (line.ExitCode, database.Migrations));
        Assert.StartsWith("sqlite:data/apc.db: upgraded\n", line.Error);
    }

    [Fact]
    public async Task An_up_to_date_schema_is_left_alone()
    {
        var database = new ToldDatabase();
        await Line(database).RunAsync("runs", "list");
        Assert.Equal(0, database.Migrations);
    }

    [Fact]
    public async Task PostgreSQL_is_not_migrated_unasked()
    {
        var database = new ToldDatabase(Told.Database("postgresql", "0002_more"));
        var line = await Line(database).RunAsync("runs", "list");
        Assert.Equal((69, 0), (line.ExitCode, database.Migrations));
        Assert.Equal(
            "error: the database sqlite:data/apc.db lacks 1 migration; type `apc db migrate`, or repeat the command with --migrate\n",
            line.Error
        );
    }

    [Fact]
    public async Task PostgreSQL_is_migrated_when_asked()
    {
        var database = new ToldDatabase(Told.Database("postgresql", "0002_more"));
        Assert.Equal(0, (await Line(database).RunAsync("runs", "list", "--migrate")).ExitCode);
        Assert.Equal(1, database.Migrations);
    }

    [Fact]
    public async Task The_status_is_shown_and_nothing_changed()
    {
        var database = new ToldDatabase(Told.Database("postgresql", "0002_more"));
        var line = await Line(database).RunAsync("db", "status");
        Golden.Matches("db-status", line.Output + "---\n" + line.Error);
        Assert.Equal(0, database.Migrations);
    }

    [Fact]
    public async Task The_status_is_a_document_with_json() =>
        Golden.Matches("db-status-json", (await Line(new ToldDatabase()).RunAsync("db", "status", "--json")).Output);

    [Fact]
    public async Task Migrating_says_what_was_applied()
    {
        var line = await Line(new ToldDatabase(Told.Database("sqlite", "0002_more"))).RunAsync("db", "migrate");
        Assert.Equal("sqlite:data/apc.db: applied 0002_more\n", line.Output);
    }

    [Fact]
    public async Task A_doctor_that_finds_nothing_exits_0()
    {
        var line = await Line(new ToldDatabase()).RunAsync("db", "doctor");
        Assert.Equal((0, "sqlite:data/apc.db: nothing found.\n"), (line.ExitCode, line.Output));
    }

    [Theory]
    [InlineData("db-doctor")]
    [InlineData("db-doctor-json", "--json")]
    public async Task A_doctor_that_finds_something_exits_1(string golden, params string[] more)
    {
        var database = new ToldDatabase
        {
            Findings = [new("counts", $"batch execution {Told.BatchId}", "says 3, has 2", "repaired", Repaired: true)],
        };
        var line = await Line(database).RunAsync(["db", "doctor", .. more]);
        Assert.Equal(1, line.ExitCode);
        Golden.Matches(golden, line.Output);
    }

    private static TypedLine Line(ToldDatabase database) =>
        new TypedLine().With<IDatabase>(database).With<IRunReader>(new ToldRuns(Told.Run()));
}
