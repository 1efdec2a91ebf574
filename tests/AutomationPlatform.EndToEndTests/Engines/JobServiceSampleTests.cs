using System.Text.RegularExpressions;

namespace AutomationPlatform.EndToEndTests.Engines;

/// <summary>The sample of a service of jobs, connected as its page says.</summary>
public sealed partial class JobServiceSampleTests : IDisposable
{
    private readonly TestFolder folder = new();

    [Fact]
    public async Task The_sample_takes_a_run_tells_its_log_and_lists_it()
    {
        Assert.SkipWhen(
            (await CliProcess.RunProgramAsync(folder, "sh", "-c", "command -v python3")).ExitCode != 0,
            "there is no python3"
        );
        await using var service = CliProcess.StartProgram(folder, "python3", Sample("jobs.py"), "0");
        await Eventually.HoldsAsync("it listens", () => Listening().IsMatch(service.ErrorSoFar));
        (await folder.ApcAsync("db", "migrate")).AssertDone();
        (
            await folder.ApcAsync([.. Connection(Listening().Match(service.ErrorSoFar).Groups["port"].Value)])
        ).AssertDone();

        (await folder.ApcAsync("run", Sample("automation.yaml"))).AssertDone();

        var run = (await folder.JsonAsync("runs", "list"))[0].GetProperty("run").GetProperty("id").GetString()!;
        Assert.Contains("job-1", (await folder.ApcAsync("runs", "show", run)).AssertDone().Output);
        var tested = await folder.JsonAsync("engines", "test", "jobs");
        Assert.Equal(0, tested.GetProperty("orphans").GetArrayLength());
    }

    public void Dispose() => folder.Dispose();

    // What the page tells to type.
    private static IEnumerable<string> Connection(string port)
    {
        var page = File.ReadAllText(Root("docs/engines/webhook.md"));
        var command = page[page.IndexOf("apc engines add jobs", StringComparison.Ordinal)..];
        command = command[..command.IndexOf("\napc ", StringComparison.Ordinal)].Replace("8080", port);
        return command.Replace("\\\n", " ").Replace("'", "").Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1);
    }

    private static string Sample(string name) => Root($"samples/job-service/{name}");

    private static string Root(string path)
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "AutomationPlatform.slnx")))
            directory = directory.Parent!;
        return Path.Combine(directory.FullName, path);
    }

    [GeneratedRegex(@"listening on port (?<port>\d+)")]
    private static partial Regex Listening();
}
