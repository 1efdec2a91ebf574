using System.Diagnostics;
using AutomationPlatform.IntegrationTests.Databases;
using Xunit;

namespace AutomationPlatform.IntegrationTests.Samples;

/// <summary>The program that the README shows, run as a process of its own.</summary>
public abstract class EmbeddingTests(TestDatabase database)
{
    // Beside the tests' own output, in the same configuration: what it needs lies there with it.
    private static readonly string Program = Path.Combine(
        AppContext.BaseDirectory,
        "../../Embedding",
        Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)),
        "embedding.dll"
    );

    [Fact]
    public async Task The_program_of_the_readme_does_what_it_says()
    {
        database.RequireAvailable();

        using var program = Process.Start(
            new ProcessStartInfo("dotnet", [Program, database.Url])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var errors = program.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await program.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await program.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal("", await errors);
        Assert.Equal("COMPLETED: 2 of 2 items", output.Trim());
        Assert.Equal(0, program.ExitCode);
    }
}

public sealed class PostgreSqlEmbedding(PostgreSqlTestDatabase database)
    : EmbeddingTests(database),
        IClassFixture<PostgreSqlTestDatabase>;

public sealed class SqliteEmbedding(SqliteTestDatabase database)
    : EmbeddingTests(database),
        IClassFixture<SqliteTestDatabase>;
