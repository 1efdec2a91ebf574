using System.Text;
using System.Text.Json.Nodes;
using AutomationPlatform.Application.Orchestration;
using AutomationPlatform.Domain.Execution;
using Microsoft.AspNetCore.Http;

namespace AutomationPlatform.IntegrationTests.Engines;

/// <summary>What Airflow's tasks tell of their run, and their logs.</summary>
public sealed class AirflowTaskTests : IAsyncLifetime
{
    private static readonly CancellationToken Token = CancellationToken.None;

    private readonly string credentialFile = Path.GetTempFileName();
    private AirflowServer server = null!;
    private IEngineClient client = null!;
    private EngineJob job = null!;

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(credentialFile, $"{AirflowServer.User}:{AirflowServer.Password}");
        server = await AirflowServer.StartAsync();
        client = TestedClient.Open("airflow", server.Url, credentialFile);
        var order = TestedClient.Whole("""{"dag":"nightly"}""");
        job = new EngineJob(order, await client.SubmitAsync(order, Token), CancelRequested: false);
        server["nightly", job.ExternalId] = "running";
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        File.Delete(credentialFile);
    }

    [Theory]
    [InlineData("up_for_retry", "success", ExecutionStatus.Retrying)]
    [InlineData("restarting", "queued", ExecutionStatus.Retrying)]
    [InlineData("up_for_retry", "running", ExecutionStatus.Processing)]
    [InlineData("success", null, ExecutionStatus.Processing)]
    public async Task A_run_is_tried_again_when_a_task_is_and_nothing_is_at_work(
        string one,
        string? other,
        ExecutionStatus status
    )
    {
        SetTask("load", one, start: 1);
        SetTask("tidy", other);
        Assert.Equal(status, (await GetAsync()).Status);
    }

    [Fact]
    public async Task A_run_that_has_failed_names_the_tasks_that_did_and_where()
    {
        server["nightly", job.ExternalId] = "failed";
        SetTask("load", "failed", tryNumber: 2, start: 1, host: "worker-7");
        for (var index = 0; index < 4; index++)
            SetTask("copy", "failed", start: 2, mapIndex: index);
        SetTask("tidy", "upstream_failed");

        var report = await GetAsync();

        Assert.Equal(
            "task load: failed, try 2 of 3; task copy[0]: failed, try 1 of 3; task copy[1]: failed, try 1 of 3; and 2 more",
            report.Message
        );
        Assert.Equal((ExecutionStatus.Failed, "worker-7"), (report.Status, report.Node));
        var counts = report.Words.Element.GetProperty("tasks");
        Assert.Equal(
            (5, 1),
            (counts.GetProperty("failed").GetInt32(), counts.GetProperty("upstream_failed").GetInt32())
        );
    }

    [Fact]
    public async Task A_run_of_many_tasks_is_judged_by_two_requests()
    {
        for (var index = 0; index < 150; index++)
            SetTask("copy", "success", start: 1, mapIndex: index);
        SetTask("load", "up_for_retry", start: 2, host: "worker-1");
        server.Asked.Clear();

        var report = await GetAsync();

        Assert.Equal((ExecutionStatus.Retrying, "worker-1"), (report.Status, report.Node));
        Assert.Equal(151, report.Words.Element.GetProperty("tasks").GetProperty("total").GetInt32());
        Assert.Equal(2, server.Asked.Count(asked => asked.Contains("/taskInstances?", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("running", 403, ExecutionStatus.Processing)]
    [InlineData("failed", 500, ExecutionStatus.Failed)]
    public async Task A_run_whose_tasks_are_not_told_keeps_its_status(string state, int answer, ExecutionStatus status)
    {
        server["nightly", job.ExternalId] = state;
        Refuse("/taskInstances", answer);
        var report = await GetAsync();
        Assert.Equal(status, report.Status);
        Assert.StartsWith($"{answer}", report.Words.Element.GetProperty("tasks").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_goes_on_while_the_engine_is_broken_is_not_guessed_at()
    {
        Refuse("/taskInstances", 500);
        var trouble = await Assert.ThrowsAsync<EngineException>(GetAsync);
        Assert.Equal(EngineTrouble.Unclear, trouble.Trouble);
    }

    [Fact]
    public async Task A_runs_log_is_that_of_its_tries_in_the_order_they_began()
    {
        SetTask("load", "failed", tryNumber: 1, start: 1);
        SetTask("load", "success", tryNumber: 2, start: 5);
        SetTask("copy", "success", start: 3, mapIndex: 0);
        SetTask("tidy", null);
        server.SetLog("load", 1, Message("no route to host"));
        server.SetLog("load", 2, "loaded", "42 rows\n");
        server.SetLog("copy", 0, 1, "copied");

        var piece = await client.ReadLogAsync(job, part: 0, offset: 0, Token);

        Assert.Equal(
            """
            --- task load, try 1 of 3 ---
            2026-11-29T08:00:00Z ERROR no route to host
            [{"exc_type":"OSError"}]
            --- task copy[0], try 1 of 3 ---
            copied
            --- task load, try 2 of 3 ---
            loaded
            42 rows

            """,
            piece.Text
        );
        Assert.Equal("", (await client.ReadLogAsync(job, 0, piece.Next, Token)).Text);
    }

    [Fact]
    public async Task A_log_is_read_on_while_several_tasks_write()
    {
        server.GivesLogsInPieces = true;
        SetTask("a", "running", start: 1);
        SetTask("b", "success", start: 2);
        server.SetLog("a", 1, "one");
        server.SetLog("b", 1, "of b");
        var first = await client.ReadLogAsync(job, 0, 0, Token);
        Assert.Equal("--- task a, try 1 of 3 ---\none\n", first.Text);

        server.SetLog("a", 1, "one", "two", "three");
        var second = await client.ReadLogAsync(job, 0, first.Next, Token);
        Assert.Equal("two\nthree\n", second.Text);

        SetTask("a", "up_for_retry", start: 1);
        var third = await client.ReadLogAsync(job, 0, second.Next, Token);
        Assert.Equal("--- task b, try 1 of 3 ---\nof b\n", third.Text);

        SetTask("a", "failed", start: 1);
        SetTask("a", "running", tryNumber: 2, start: 9);
        server.SetLog("a", 2, "again");
        var fourth = await client.ReadLogAsync(job, 0, third.Next, Token);
        Assert.Equal("--- task a, try 2 of 3 ---\nagain\n", fourth.Text);
    }

    [Fact]
    public async Task A_log_that_is_longer_than_a_piece_is_read_whole_and_once()
    {
        var lines = Enumerable
            .Range(0, 20_000)
            .Select(i => $"line {i} of the loader 🚚 with some words to it")
            .ToList();
        SetTask("load", "success", start: 1);
        server.SetLog("load", 1, [.. lines.Select(line => JsonValue.Create(line))]);
        var whole = new StringBuilder();
        var piece = new JobLogPiece("", 0);
        do
        {
            piece = await client.ReadLogAsync(job, 0, piece.Next, Token);
            Assert.InRange(Encoding.UTF8.GetByteCount(piece.Text), 0, JobLogPiece.Limit);
            whole.Append(piece.Text);
        } while (piece.Text.Length > 0);
        Assert.Equal($"--- task load, try 1 of 3 ---\n{string.Join('\n', lines)}\n", whole.ToString());
    }

    [Theory]
    [InlineData("""{"task_instances":{"a":1},"total_entries":"many"}""")]
    [InlineData(
        """{"task_instances":[1,null,{"task_id":7},{"task_id":"\ud800","state":["running"]}],"total_entries":-1}"""
    )]
    [InlineData(
        """{"task_instances":[{"task_id":"a\u0000b","state":"failed","try_number":1e99,"max_tries":"x","hostname":{}}]}"""
    )]
    public async Task Tasks_of_any_shape_break_nothing(string body)
    {
        server.Before = context => AnswerAsync(context, "/taskInstances", body);
        var report = await GetAsync();
        Assert.Equal(ExecutionStatus.Processing, report.Status);
        Assert.DoesNotContain('\0', report.Message ?? "");
        Assert.Equal("", (await client.ReadLogAsync(job, 0, 0, Token)).Text);
    }

    [Theory]
    [InlineData("""{"content":"text","continuation_token":7}""")]
    [InlineData("""{"content":[{"event":{}},[],null,3,{"event":"\ud800","timestamp":1,"level":null}]}""")]
    public async Task A_log_of_any_shape_breaks_nothing(string body)
    {
        SetTask("load", "success", start: 1);
        server.Before = context => AnswerAsync(context, "/logs/", body);
        var piece = await client.ReadLogAsync(job, 0, 0, Token);
        Assert.StartsWith("--- task load", piece.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"state":["running"]}""")]
    [InlineData("""{"state":7}""")]
    [InlineData("""{"\ud800":1}""")]
    [InlineData("[]")]
    [InlineData("<html>")]
    public async Task A_run_of_any_shape_is_trouble_and_no_crash(string body)
    {
        server.Before = context => AnswerAsync(context, "/dagRuns/", body);
        Assert.Equal(EngineTrouble.Unclear, (await Assert.ThrowsAsync<EngineException>(GetAsync)).Trouble);
    }

    private async Task<PartReport> GetAsync() => Assert.Single(await client.GetAsync(job, Token));

    private void SetTask(
        string task,
        string? state,
        int tryNumber = 1,
        int? start = null,
        int mapIndex = -1,
        string? host = null
    ) => server.SetTask(job.ExternalId, task, state, tryNumber, start, mapIndex, host);

    private void Refuse(string path, int status) =>
        server.Before = context =>
        {
            var isIt = context.Request.Path.Value!.Contains(path, StringComparison.Ordinal);
            context.Response.StatusCode = isIt ? status : 200;
            return Task.FromResult(isIt);
        };

    private static JsonObject Message(string text) =>
        new()
        {
            ["timestamp"] = "2026-11-29T08:00:00Z",
            ["event"] = text,
            ["level"] = "error",
            ["error_detail"] = new JsonArray(new JsonObject { ["exc_type"] = "OSError" }),
        };

    private static async Task<bool> AnswerAsync(HttpContext context, string path, string body)
    {
        if (!context.Request.Path.Value!.Contains(path, StringComparison.Ordinal))
            return false;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(body);
        return true;
    }
}
