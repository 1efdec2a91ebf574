using System.Net;
using System.Text;
using System.Text.Json;

namespace AutomationPlatform.EndToEndTests.Cli;

/// <summary>Runs that are left, interrupted, cancelled or paused, and how they go on.</summary>
public sealed class StoppingTests : IDisposable
{
    /// <summary>Says that it began, and ends once it is let go.</summary>
    private const string Waiting =
        "name: T\nconcurrency: 1\nhandler: {command: [sh, -c, 'touch begun; while [ ! -e go ]; do sleep 0.05; done; echo {}']}\n";

    private readonly TestFolder folder = new();

    public StoppingTests() => folder.Write("rows.jsonl", "{\"a\":1}\n{\"a\":2}\n{\"a\":3}\n");

    [Fact]
    public async Task A_detached_run_waits_for_a_worker_and_is_watched()
    {
        folder.Write("automation.yaml", "name: T\nhandler: {builtin: noop}\n");
        var run = await DetachAsync();
        Assert.Equal("PENDING", await StatusAsync(run));
        await using var watching = CliProcess.Start(folder, "runs", "watch", run, "--json");
        (await folder.ApcAsync("worker", "--run", run, "--drain")).AssertDone();
        var watched = (await watching.EndAsync()).AssertDone();
        Assert.Equal("COMPLETED", Run(watched.Output).GetProperty("status").GetString());
    }

    [Fact]
    public async Task The_first_interrupt_finishes_what_has_begun_and_the_run_can_go_on()
    {
        folder.Write("automation.yaml", Waiting);
        await using var running = CliProcess.Start(folder, "run", ".", "--input", "rows.jsonl", "--json");
        await Eventually.HoldsAsync("the handler begins", () => File.Exists(folder.At("begun")));
        await running.SignalAsync("INT");
        folder.Write("go", "");
        var interrupted = (await running.EndAsync()).AssertEnded(130);
        var run = Run(interrupted.Output);
        Assert.Equal("PROCESSING", run.GetProperty("status").GetString());
        var id = run.GetProperty("id").GetString()!;
        Assert.Contains($"apc worker --run {id} --drain\n", interrupted.Error);
        (await folder.ApcAsync("worker", "--run", id, "--drain")).AssertDone();
        Assert.Equal("COMPLETED", await StatusAsync(id));
        await folder.AssertHealthyAsync();
    }

    [Fact]
    public async Task The_second_interrupt_stops()
    {
        folder.Write("automation.yaml", Waiting);
        await using var running = CliProcess.Start(folder, "run", ".", "--input", "rows.jsonl");
        await Eventually.HoldsAsync("the handler begins", () => File.Exists(folder.At("begun")));
        await running.SignalAsync("INT");
        await running.SignalAsync("TERM");
        Assert.Contains("Go on with: apc worker --run ", (await running.EndAsync()).AssertEnded(130).Error);
    }

    [Fact]
    public async Task A_cancelled_run_says_how_many_items_and_is_not_retried()
    {
        folder.Write("automation.yaml", "name: T\nhandler: {builtin: noop}\n");
        var run = await DetachAsync();
        var cancelled = (await folder.ApcAsync("runs", "cancel", run, "--reason", "wrong file")).AssertDone();
        Assert.Equal("3 items cancelled.\n", cancelled.Output);
        (await folder.ApcAsync("runs", "watch", run)).AssertEnded(1);
        Assert.Equal("CANCELLED", await StatusAsync(run));
        (await folder.ApcAsync("runs", "retry", run, "--reason", "x")).AssertRefused(73, run);
    }

    [Fact]
    public async Task A_service_that_refuses_everybody_pauses_the_run_until_it_is_resumed()
    {
        await using var service = new Service { Status = 401 };
        folder.Write("automation.yaml", $"name: T\nhandler: {{http: {{url: \"{service.Url}\"}}}}\n");
        var paused = (await folder.ApcAsync("run", ".", "--input", "rows.jsonl", "--json")).AssertEnded(75);
        var run = Run(paused.Output);
        Assert.True(run.GetProperty("paused").GetBoolean());
        var id = run.GetProperty("id").GetString()!;
        Assert.Contains("401", paused.Error);
        Assert.Contains($"apc runs resume {id}\n", paused.Error);
        service.Status = 200;
        (await folder.ApcAsync("runs", "resume", id)).AssertDone();
        (await folder.ApcAsync("worker", "--run", id, "--drain")).AssertDone();
        Assert.Equal("COMPLETED", await StatusAsync(id));
    }

    public void Dispose() => folder.Dispose();

    private async Task<string> DetachAsync()
    {
        var result = await folder.ApcAsync("run", ".", "--input", "rows.jsonl", "--detach", "--json");
        return Run(result.AssertDone().Output).GetProperty("id").GetString()!;
    }

    private async Task<string> StatusAsync(string run) =>
        (await folder.JsonAsync("runs", "show", run)).GetProperty("run").GetProperty("status").GetString()!;

    private static JsonElement Run(string document) => JsonDocument.Parse(document).RootElement.GetProperty("run");

    private sealed class Service : IAsyncDisposable
    {
        private readonly HttpListener listener = new();
        private readonly Task serving;

        internal Service()
        {
            Url = new Uri($"http://127.0.0.1:{FreePort()}/");
            listener.Prefixes.Add(Url.ToString());
            listener.Start();
            serving = ServeAsync();
        }

        internal Uri Url { get; }

        internal int Status { get; set; }

        public async ValueTask DisposeAsync()
        {
            listener.Stop();
            await serving;
            listener.Close();
        }

        private async Task ServeAsync()
        {
            while (listener.IsListening)
            {
                try
                {
                    var context = await listener.GetContextAsync();
                    context.Response.StatusCode = Status;
                    context.Response.ContentType = "application/json";
                    await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes("{}"));
                    context.Response.Close();
                }
                catch (Exception ended) when (ended is HttpListenerException or ObjectDisposedException)
                {
                    return;
                }
            }
        }

        private static int FreePort()
        {
            using var probe = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
            probe.Start();
            return ((IPEndPoint)probe.LocalEndpoint).Port;
        }
    }
}
