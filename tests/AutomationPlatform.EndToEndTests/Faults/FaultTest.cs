using System.Globalization;
using System.Text.Json;

namespace AutomationPlatform.EndToEndTests.Faults;

/// <summary>A run of counted items in a folder of its own, real workers on it, and what must hold after any fault.</summary>
/// <remarks>
/// Its handlers write the number of their item to the file <c>begun</c> when they begin and to <c>done</c> when they end, so
/// that what was really executed can be compared with the history.
/// </remarks>
public abstract class FaultTest : IAsyncLifetime
{
    /// <summary>A retry policy that does not keep a test waiting.</summary>
    protected const string Retry = "retry: {maxAttempts: 3, initialDelay: 10ms}\n";

    /// <summary>A line for handlers: goes on once the test has made the file <c>go</c>.</summary>
    protected const string WaitForGo = "while [ ! -e go ]; do sleep 0.02; done";

    private string? run;

    internal TestFolder Folder { get; } = new();

    internal FaultDatabase Database { get; private set; } = null!;

    /// <summary>The run's id.</summary>
    protected string Run => run ?? throw new InvalidOperationException("no run was started");

    public async ValueTask InitializeAsync()
    {
        Database = await MakeDatabaseAsync();
        Folder.Environment["DATABASE_URL"] = Database.Url;
        (await TypeAsync("db", "migrate")).AssertDone();
    }

    public async ValueTask DisposeAsync()
    {
        if (Database is not null)
            await Database.DisposeAsync();
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    internal abstract Task<FaultDatabase> MakeDatabaseAsync();

    /// <summary>Defines an automation whose handler is a process per item, and starts a run that waits for workers.</summary>
    /// <param name="items">How many items.</param>
    /// <param name="body">Between <c>begun</c> and <c>done</c>; <c>$n</c> is the item's number from 0.</param>
    /// <param name="more">More of the definition.</param>
    protected Task StartRunAsync(int items, string body, string more = Retry)
    {
        Folder.Write(
            "handler.sh",
            $"""
            n=$APC_SEQUENCE_NUMBER
            echo "$n" >>begun
            {body}
            echo "$n" >>done
            echo '{"{}"}'

            """
        );
        return StartAsync(items, "{command: [sh, handler.sh]}", more);
    }

    /// <summary>The same with one long-lived process per worker, which does many items a second.</summary>
    /// <param name="items">How many items.</param>
    /// <param name="body">As above; also <c>$attempt</c>, and it may set <c>answer</c>.</param>
    /// <param name="more">More of the definition.</param>
    protected Task StartQuickRunAsync(int items, string body, string more = Retry)
    {
        Folder.Write(
            "handler.sh",
            $$$"""
            while read -r line; do
                case $line in '{"cancel"'*) continue ;; esac
                id=${line#*'"id":"'} id=${id%%'"'*}
                n=${line#*'"sequenceNumber":'} n=${n%%,*}
                attempt=${line#*'"attempt":'} attempt=${attempt%%,*}
                answer='"result":{}'
                echo "$n" >>begun
                {{{body}}}
                echo "$n" >>done
                echo "{\"id\":\"$id\",$answer}"
            done

            """
        );
        return StartAsync(items, "{worker: [sh, handler.sh]}", more);
    }

    /// <summary>The same with a handler of this very assembly, in the worker's process.</summary>
    protected Task StartDotNetRunAsync(int items, Type handler, string more) =>
        StartAsync(items, $"{{dotnet: {{assembly: {handler.Assembly.Location}, type: {handler.FullName}}}}}", more);

    /// <summary>The same with a handler that the test registers in C#, or that does nothing.</summary>
    protected Task StartNoopRunAsync(int items, string more = Retry) => StartAsync(items, "{builtin: noop}", more);

    /// <summary>Starts a worker process with a lease of 2 s and a grace of 1 s; dispose it.</summary>
    internal CliProcess StartWorker(params string[] more) => CliProcess.Start(Folder, WorkerLine(more));

    /// <summary>What is typed for such a worker, without the program.</summary>
    internal static string[] WorkerLine(params string[] more) => ["worker", "--lease", "2s", "--grace", "1s", .. more];

    /// <summary>Runs a worker process until the run has ended.</summary>
    internal async Task DrainAsync(params string[] more)
    {
        await using var worker = StartWorker(["--drain", .. more]);
        (await worker.EndAsync()).AssertDone();
    }

    /// <summary>Lets handlers go on that wait for it.</summary>
    protected void Go() => Folder.Write("go", "");

    /// <summary>The numbers in the file <c>begun</c> or <c>done</c>, in order.</summary>
    internal List<int> Executed(string file) =>
        File.Exists(Folder.At(file))
            ? [.. ReadShared(Folder.At(file)).Select(line => int.Parse(line, CultureInfo.InvariantCulture))]
            : [];

    /// <summary>How many items of the run are in a status.</summary>
    protected Task<long> CountAsync(string status) =>
        Database.CountAsync(
            $"SELECT count(*) FROM item_execution WHERE run_id = '{Run}' AND CAST(status AS text) = '{status}'"
        );

    /// <summary>A number that one item execution's row or history gives.</summary>
    protected Task<long> OfItemAsync(int number, string expression) =>
        Database.CountAsync(
            $"""
            SELECT CAST({expression} AS bigint) FROM item_execution e JOIN item i ON i.id = e.item_id
            WHERE e.run_id = '{Run}' AND i.sequence_number = {number}
            """
        );

    /// <summary>The id of the item's execution, as commands take it.</summary>
    protected async Task<string> ItemExecutionAsync(int number) =>
        (
            await Database.ListAsync<string>(
                $"""
                SELECT CAST(e.id AS text) FROM item_execution e JOIN item i ON i.id = e.item_id
                WHERE e.run_id = '{Run}' AND i.sequence_number = {number}
                """
            )
        ).Single();

    /// <summary>Runs a command in the test's own process; paths in it must be absolute.</summary>
    internal Task<CliResult> TypeAsync(params string[] arguments) => TypedCommand.RunAsync(Database.Url, arguments);

    /// <summary>What a command prints with <c>--json</c>.</summary>
    internal async Task<JsonElement> JsonAsync(params string[] arguments) =>
        JsonDocument.Parse((await TypeAsync([.. arguments, "--json"])).AssertDone().Output).RootElement;

    /// <summary>No item lost, none completed twice, history whole, counts right, nothing held any more, the run ended.</summary>
    /// <param name="status">How the run must have ended.</param>
    /// <param name="completed">How many items must be COMPLETED; null for any number.</param>
    protected Task AssertSoundAsync(string status, long? completed = null) =>
        FaultChecks.AssertSoundAsync(this, status, completed);

    private async Task StartAsync(int items, string handler, string more)
    {
        foreach (var left in (string[])["begun", "done", "go"])
            File.Delete(Folder.At(left));
        Folder.Write("rows.jsonl", string.Concat(Enumerable.Range(0, items).Select(n => $"{{\"n\": {n}}}\n")));
        Folder.Write("automation.yaml", $"name: T\nhandler: {handler}\n{more}");
        var started = await JsonAsync("run", Folder.Path, "--input", Folder.At("rows.jsonl"), "--detach");
        run = started.GetProperty("run").GetProperty("id").GetString();
    }

    // Handlers go on writing to it.
    private static List<string> ReadShared(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream);
        var text = reader.ReadToEnd();
        return [.. text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }
}
