namespace AutomationPlatform.EndToEndTests.Cli;

/// <summary>What is typed to let old runs leave, and to prove them afterwards.</summary>
public sealed class RetentionTests : IDisposable
{
    private readonly TestFolder folder = new();

    [Fact]
    public async Task An_old_run_leaves_for_a_file_that_is_verified_with_and_without_the_database()
    {
        folder.Write("rows.jsonl", "{\"a\":1}\n{\"a\":2}\n");
        await folder.DefineAsync();
        var old = await RunAsync("old");
        // Long ago, as nobody can make it without taking the seal away; so it is sealed anew.
        await folder.SqlAsync(
            "DELETE FROM run_seal_segment; "
                + "UPDATE run SET status = 'PROCESSING', finished_at = NULL, version = version + 1; "
                + "UPDATE run SET status = 'COMPLETED', finished_at = '2026-01-01T00:00:00.000000Z', version = version + 1"
        );
        (await folder.ApcAsync("worker", "--drain")).AssertDone();
        var young = await RunAsync("young");
        Directory.CreateDirectory(folder.At("archive"));

        (await folder.ApcAsync("db", "archive", "--older-than", "90d")).AssertRefused(2, "--to");
        (await folder.ApcAsync("db", "archive", "--older-than", "90d", "--to", "none")).AssertRefused(65, "none");
        var trial = await folder.JsonAsync("db", "archive", "--older-than", "90d", "--dry-run");
        Assert.Equal(old, trial.GetProperty("runs")[0].GetProperty("runId").GetString());
        var left = await folder.JsonAsync("db", "archive", "--older-than", "90d", "--to", "archive");

        var file = Assert.Single(left.GetProperty("runs").EnumerateArray()).GetProperty("file").GetString()!;
        (await folder.ApcAsync("runs", "show", old)).AssertRefused(66, old);
        (await folder.ApcAsync("runs", "show", young)).AssertDone();
        (await folder.ApcAsync("audit", "verify")).AssertDone();
        Assert.Contains("archived", (await folder.ApcAsync("audit", "verify", old)).AssertDone().Error);
        (await folder.ApcAsync("audit", "verify", "--file", file)).AssertDone();
        (await folder.ApcAsync("audit", "verify", old, "--file", file)).AssertDone();
        await folder.AssertHealthyAsync();

        await File.AppendAllTextAsync(file, " ");
        (await folder.ApcAsync("audit", "verify", old, "--file", file)).AssertRefused(65, "SHA-256");
        Assert.Empty(
            (await folder.JsonAsync("db", "archive", "--older-than", "90d", "--dry-run"))
                .GetProperty("runs")
                .EnumerateArray()
        );
    }

    public void Dispose() => folder.Dispose();

    private async Task<string> RunAsync(string batch)
    {
        var run = await folder.JsonAsync("run", "T", "--input", "rows.jsonl", "--batch", batch);
        return run.GetProperty("run").GetProperty("id").GetString()!;
    }
}
