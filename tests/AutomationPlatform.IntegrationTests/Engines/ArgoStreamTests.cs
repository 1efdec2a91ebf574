using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using AutomationPlatform.Application.Orchestration;
using Microsoft.AspNetCore.Http;

namespace AutomationPlatform.IntegrationTests.Engines;

/// <summary>What Argo's server streams: the logs of pods, and events.</summary>
public sealed class ArgoStreamTests : IAsyncLifetime
{
    private readonly string tokenFile = Path.GetTempFileName();
    private ArgoServer server = null!;
    private IEngineClient client = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(tokenFile, ArgoServer.Token);
        server = await ArgoServer.StartAsync();
        client = TestedClient.Open(
            "argo",
            server.Url,
            tokenFile,
            ("namespace", "flows"),
            ("image", "registry.example.org/apc:1"),
            ("databaseSecret", "apc-database")
        );
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        File.Delete(tokenFile);
    }

    [Fact]
    public async Task A_workflow_without_pods_has_no_log_yet()
    {
        var job = await SubmitAsync(Whole());
        Assert.Equal(new JobLogPiece("", 0), await client.ReadLogAsync(job, 0, 0, Token));
        server.AddPod(job.ExternalId, 1, "Pending");
        Assert.Equal(new JobLogPiece("", 0), await client.ReadLogAsync(job, 0, 0, Token));
    }

    [Fact]
    public async Task A_workflows_log_is_that_of_its_pods_in_the_order_they_began()
    {
        var job = await SubmitAsync(Whole());
        var second = server.AddPod(job.ExternalId, 2, "Running");
        var first = server.AddPod(job.ExternalId, 1, "Running");
        server.Write(first, "a 🚚");
        server.Write(second, "b");
        var one = await client.ReadLogAsync(job, 0, 0, Token);
        Assert.Equal($"--- step-1, pod {first} ---\na 🚚\n", one.Text);
        Assert.Equal("", (await client.ReadLogAsync(job, 0, one.Next, Token)).Text);

        server.Write(first, "c");
        server.AddPod(job.ExternalId, 1, "Failed");
        var two = await client.ReadLogAsync(job, 0, one.Next, Token);
        Assert.Equal($"c\n--- step-2, pod {second} ---\nb\n", two.Text);

        server.SetPhase(job.ExternalId, "Failed");
        server.Write(second, "d");
        Assert.Equal("d\n", (await client.ReadLogAsync(job, 0, two.Next, Token)).Text);
    }

    [Fact]
    public async Task A_shards_log_is_that_of_its_attempts()
    {
        var job = await SubmitAsync(TestedClient.Shards(2));
        var other = server.AddPod(job.ExternalId, 1, "Succeeded", shard: 0);
        var first = server.AddPod(job.ExternalId, 2, "Error", shard: 1);
        var again = server.AddPod(job.ExternalId, 3, "Running", shard: 1);
        server.Write(other, "of another shard");
        server.Write(first, "lost");
        server.Write(again, "found");
        Assert.Equal(
            $"--- step-2, pod {first} ---\nlost\n--- step-3, pod {again} ---\nfound\n",
            (await client.ReadLogAsync(job, 1, 0, Token)).Text
        );
    }

    [Fact]
    public async Task Pods_are_named_as_the_workflow_says()
    {
        var job = await SubmitAsync(Whole());
        server.AddPod(job.ExternalId, 1, "Running");
        server.Change(
            job.ExternalId,
            workflow =>
                workflow["metadata"]!["annotations"] = new JsonObject
                {
                    ["workflows.argoproj.io/pod-name-format"] = "v1",
                }
        );
        server.Write($"{job.ExternalId}-1", "as in the first versions");
        var piece = await client.ReadLogAsync(job, 0, 0, Token);
        Assert.EndsWith("as in the first versions\n", piece.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_log_that_is_longer_than_a_piece_is_read_whole_and_once()
    {
        var job = await SubmitAsync(Whole());
        var pod = server.AddPod(job.ExternalId, 1, "Succeeded");
        var lines = Enumerable
            .Range(0, 15_000)
            .Select(i => $"line {i} of the loader 🚚 with some words to it")
            .ToList();
        lines.ForEach(line => server.Write(pod, line));
        var whole = new StringBuilder();
        var piece = new JobLogPiece("", 0);
        do
        {
            piece = await client.ReadLogAsync(job, 0, piece.Next, Token);
            Assert.InRange(Encoding.UTF8.GetByteCount(piece.Text), 0, JobLogPiece.Limit);
            whole.Append(piece.Text);
        } while (piece.Text.Length > 0);
        Assert.Equal($"--- step-1, pod {pod} ---\n{string.Join('\n', lines)}\n", whole.ToString());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("{\"result\":7}")]
    [InlineData("{\"error\":{\"grpc_code\":5,\"http_code\":404,\"message\":\"pods not found\"}}")]
    [InlineData("{\"result\":{\"content\":\"cut")]
    [InlineData("<html>")]
    public async Task A_line_that_is_no_result_is_trouble_and_no_crash(string line)
    {
        var job = await SubmitAsync(Whole());
        server.AddPod(job.ExternalId, 1, "Running");
        Stream("/log", line);
        await IsUnclearAsync(() => client.ReadLogAsync(job, 0, 0, Token));
        Stream("workflow-events", line);
        await IsUnclearAsync(() => client.WaitForChangeAsync(job, "1", Token));
    }

    [Fact]
    public async Task A_line_that_repeats_the_token_is_read_without_it()
    {
        var job = await SubmitAsync(Whole());
        server.Write(server.AddPod(job.ExternalId, 1, "Running"), $"curl -H 'Bearer {ArgoServer.Token}' …");
        var piece = await client.ReadLogAsync(job, 0, 0, Token);
        Assert.EndsWith("\ncurl -H '…' …\n", piece.Text, StringComparison.Ordinal);

        Stream("workflow-events", $"{{\"error\":{{\"message\":\"{ArgoServer.Token} is not valid\"}}}}");
        var trouble = await IsUnclearAsync(() => client.WaitForChangeAsync(job, "1", Token));
        Assert.Equal("… is not valid", trouble.Answer);
    }

    [Theory]
    [InlineData("klingon", "")]
    [InlineData("utf-8", "gzip")]
    public async Task A_refusal_that_nobody_can_read_is_trouble_and_no_crash(string charset, string encoding)
    {
        var job = await SubmitAsync(Whole());
        server.Before = async context =>
        {
            context.Response.StatusCode = 403;
            context.Response.ContentType = $"text/plain; charset={charset}";
            context.Response.Headers.ContentEncoding = encoding;
            await context.Response.WriteAsync("no");
            return true;
        };
        var trouble = await Assert.ThrowsAsync<EngineException>(() => client.WaitForChangeAsync(job, "1", Token));
        var isLegible = encoding.Length == 0;
        Assert.Equal(isLegible ? EngineTrouble.Forbidden : EngineTrouble.Unclear, trouble.Trouble);
    }

    [Fact]
    public async Task A_line_without_an_end_is_not_read_for_ever()
    {
        var job = await SubmitAsync(Whole());
        server.Before = async context =>
        {
            var words = new string('x', 64 * 1024);
            while (!context.RequestAborted.IsCancellationRequested)
                await context.Response.WriteAsync(words, context.RequestAborted);
            return true;
        };
        var trouble = await IsUnclearAsync(() => client.WaitForChangeAsync(job, "1", Token));
        Assert.Contains("a line of more than", trouble.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_watch_hears_of_its_own_workflow_only_and_of_what_is_later()
    {
        var job = await SubmitAsync(Whole());
        var other = await SubmitAsync(Whole());
        var revision = Assert.Single(await client.GetAsync(job, Token)).Revision!;
        var waits = client.WaitForChangeAsync(job, revision, Token);
        await server.NextWatchAsync(Token);
        server.SetPhase(other.ExternalId, "Running");
        Assert.False(waits.IsCompleted);
        server.SetPhase(job.ExternalId, "Running");
        await waits;
    }

    [Fact]
    public async Task Events_that_tell_nothing_new_are_passed_over()
    {
        var job = await SubmitAsync(Whole());
        var same = Event("MODIFIED", job.ExternalId, "7");
        Stream("workflow-events", $"{same}\n\n{Event("MODIFIED", "another", "9")}\n{same}");
        var ended = await IsUnclearAsync(() => client.WaitForChangeAsync(job, "7", Token));
        Assert.Contains("the stream of events has ended", ended.Message, StringComparison.Ordinal);
        Stream("workflow-events", $"{same}\n{Event("DELETED", job.ExternalId, "7")}");
        await client.WaitForChangeAsync(job, "7", Token);
    }

    [Fact]
    public async Task A_watch_ends_when_nobody_waits_for_it_or_the_server_goes_away()
    {
        var job = await SubmitAsync(Whole());
        var revision = Assert.Single(await client.GetAsync(job, Token)).Revision!;
        using var enough = new CancellationTokenSource();
        var waits = client.WaitForChangeAsync(job, revision, enough.Token);
        await server.NextWatchAsync(Token);
        await enough.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waits);

        waits = client.WaitForChangeAsync(job, revision, Token);
        await server.NextWatchAsync(Token);
        server.CutWatches();
        await IsUnclearAsync(() => waits);
    }

    [Theory]
    [InlineData("{\"error\":{\"grpc_code\":2,\"http_code\":410,\"message\":\"Gone\"}}")]
    [InlineData("{\"error\":{\"code\":13,\"message\":\"too old resource version: 1 (9)\"}}")]
    public async Task A_watch_from_a_revision_that_is_forgotten_asks_for_a_look(string line)
    {
        var job = await SubmitAsync(Whole());
        Stream("workflow-events", line);
        await client.WaitForChangeAsync(job, "1", Token);
    }

    private void Stream(string path, string body) =>
        server.Before = async context =>
        {
            if (!context.Request.Path.Value!.Contains(path, StringComparison.Ordinal))
                return false;
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(body);
            return true;
        };

    private static string Event(string type, string name, string revision) =>
        JsonSerializer.Serialize(
            new { result = new { type, @object = new { metadata = new { name, resourceVersion = revision } } } }
        );

    private static async Task<EngineException> IsUnclearAsync(Func<Task> ask)
    {
        var trouble = await Assert.ThrowsAsync<EngineException>(ask);
        Assert.Equal(EngineTrouble.Unclear, trouble.Trouble);
        return trouble;
    }

    private async Task<EngineJob> SubmitAsync(EngineOrder order) =>
        new(order, await client.SubmitAsync(order, Token), CancelRequested: false);

    private static EngineOrder Whole() => TestedClient.Whole("""{"template":"nightly"}""");
}
