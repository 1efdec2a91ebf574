using System.Collections.Concurrent;
using AutomationPlatform.IntegrationTests;

namespace AutomationPlatform.EndToEndTests.Engines;

/// <summary>The nodes of an engine: processes that its jobs start. Dispose it: what still runs is ended.</summary>
internal sealed class WorkerNodes(TestFolder folder) : IAsyncDisposable
{
    private const string DatabaseFile = "database.url";

    private readonly ConcurrentQueue<(CliProcess Process, Task Watched)> started = new();

    /// <summary>A file that holds the database's URL, as nodes have one.</summary>
    internal string DatabaseUrlFile => folder.At(DatabaseFile);

    internal static WorkerNodes Prepare(TestFolder folder, string databaseUrl)
    {
        folder.Write(DatabaseFile, databaseUrl);
        return new WorkerNodes(folder);
    }

    /// <summary>Starts a command, by the shell, as a job of an engine does.</summary>
    /// <param name="command">The command; a worker by the end of which others take over what it held after two seconds.</param>
    /// <param name="environment">The job's variables. The URL of the database is in none that the worker could use.</param>
    /// <param name="ended">Is told of its exit code.</param>
    internal void Start(string command, Dictionary<string, string> environment, Action<int> ended)
    {
        environment["PATH"] =
            $"{Path.GetDirectoryName(CliProcess.Program)}:{Environment.GetEnvironmentVariable("PATH")}";
        environment["DATABASE_URL"] = "postgresql://nobody@127.0.0.1:1/nothing";
        var process = CliProcess.StartProgram(folder, environment, "sh", "-c", $"exec {command}");
        started.Enqueue((process, WatchAsync(process, ended)));
    }

    /// <summary>Ends one of the processes without any warning.</summary>
    internal Task KillAsync(int id) => started.Single(each => each.Process.Id == id).Process.SignalAsync("KILL");

    public async ValueTask DisposeAsync()
    {
        foreach (var (process, watched) in started)
        {
            if (!process.HasEnded)
                await process.SignalAsync("KILL");
            await watched;
            await process.DisposeAsync();
        }
    }

    /// <summary>A part of a page of the documentation, between two of its texts.</summary>
    internal static string Documented(string page, string begin, string end)
    {
        var text = File.ReadAllText(Repository.Path($"docs/engines/{page}"));
        var from = text.IndexOf(begin, StringComparison.Ordinal);
        var to = from < 0 ? -1 : text.IndexOf(end, from + begin.Length, StringComparison.Ordinal);
        Assert.True(to >= 0, $"docs/engines/{page} has nothing between '{begin}' and '{end}'");
        return text[(from + begin.Length)..to];
    }

    private static async Task WatchAsync(CliProcess process, Action<int> ended) =>
        ended((await process.EndAsync()).ExitCode);
}
