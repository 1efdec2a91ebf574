using AutomationPlatform.Application.Orchestration;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.IntegrationTests.Handlers;
using Microsoft.AspNetCore.Http;

namespace AutomationPlatform.IntegrationTests.Engines;

/// <summary>Whatever a REST daemon of Slurm answers, nothing but trouble with an engine comes of it.</summary>
public sealed class SlurmHostileTests : IAsyncLifetime
{
    private static readonly CancellationToken Token = CancellationToken.None;

    private readonly string tokenFile = Path.GetTempFileName();
    private HttpService http = null!;
    private IEngineClient client = null!;
    private Func<string, string> twisted = text => text;
    private string? answer;
    private string mark = "";

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(tokenFile, "a.b.c");
        http = await HttpService.StartAsync();
        http.Answer = AnswerAsync;
        client = TestedClient.Open("slurm", http.Url, tokenFile, ("user", "apc"), ("directory", "/shared"));
    }

    public async ValueTask DisposeAsync()
    {
        await http.DisposeAsync();
        File.Delete(tokenFile);
    }

    [Fact]
    public async Task A_value_of_another_kind_anywhere_in_an_answer_is_trouble_with_the_engine_at_most()
    {
        var whole = new EngineJob(TestedClient.Whole("""{"script":"#!/bin/sh"}"""), "17", CancelRequested: false);
        var shards = whole with { Order = TestedClient.Shards(2) with { Id = whole.Order.Id } };
        mark = whole.Order.Mark;
        Func<Task>[] members =
        [
            () => client.TestAsync(Token),
            () => client.SubmitAsync(whole.Order, Token),
            () => client.FindAsync(whole.Order, Token),
            () => KeptAsync(whole),
            () => KeptAsync(shards),
            () => client.LetBeginAsync(whole, Token),
            () => client.CancelAsync(whole, round: 0, Token),
            () => client.ListAsync(Token),
        ];
        var refused = 0;
        foreach (var member in members)
            refused += await HostileJson.TryAsync(member, twist => twisted = twist);
        Assert.InRange(refused, 50, int.MaxValue);
    }

    [Theory]
    [InlineData("""{"jobs":[],"errors":[]}""", EngineTrouble.Missing)]
    [InlineData("""{"errors":[{"error_number":2017,"error":"Invalid job id specified"}]}""", EngineTrouble.Missing)]
    [InlineData("""{"errors":[]}""", EngineTrouble.Unclear)]
    [InlineData("""[]""", EngineTrouble.Unclear)]
    [InlineData("<html>Sign in</html>", EngineTrouble.Unclear)]
    public async Task An_answer_without_the_job_is_told_as_what_it_is(string body, EngineTrouble trouble)
    {
        answer = body;
        var job = new EngineJob(TestedClient.Whole("{}"), "17", CancelRequested: false);
        var told = await Assert.ThrowsAsync<EngineException>(() => client.GetAsync(job, Token));
        Assert.Equal(trouble, told.Trouble);
    }

    [Fact]
    public async Task Numbers_and_states_are_read_in_the_form_of_later_versions_too()
    {
        answer =
            """{"jobs":[{"job_id":17,"job_state":["PENDING","REQUEUED"],"restart_cnt":{"set":true,"number":1}}],"errors":[]}""";
        var job = new EngineJob(TestedClient.Whole("{}"), "17", CancelRequested: false);
        var report = Assert.Single(await client.GetAsync(job, Token));
        Assert.Equal((ExecutionStatus.Retrying, "PENDING,REQUEUED"), (report.Status, report.State));
    }

    // What is reported must be possible to keep.
    private async Task KeptAsync(EngineJob job)
    {
        foreach (var report in await client.GetAsync(job, Token))
            Payload.From(InstanceMetadata.Of(report).ToPayload().Element);
    }

    private Task AnswerAsync(HttpContext context)
    {
        var asked = context.Request.Path.Value!.Split('/')[^1];
        return context.Response.WriteAsync(
            answer
                ?? twisted(
                    (context.Request.Method, asked) switch
                    {
                        (_, "ping") => """{"pings":[{"hostname":"head","ping":"UP"}],"errors":[]}""",
                        (_, "nodes") => """{"nodes":[{"name":"n1"}],"errors":[]}""",
                        (_, "submit") =>
                            """{"job_id":17,"step_id":"BATCH","errors":[{"error_code":2042,"error":"held"}]}""",
                        ("GET", _) => Jobs.Replace("@mark@", mark),
                        _ => """{"errors":[]}""",
                    }
                )
        );
    }

    private const string Jobs = """
        {"jobs":[
          {"job_id":17,"array_job_id":17,"array_task_id":0,"array_task_string":"","comment":"@mark@","job_state":"RUNNING",
           "state_reason":"None","exit_code":0,"restart_cnt":0,"nodes":"n1"},
          {"job_id":18,"array_job_id":17,"array_task_id":null,"array_task_string":"1","comment":"@mark@","job_state":"PENDING",
           "state_reason":"Resources","exit_code":256,"restart_cnt":1,"nodes":""}],
         "errors":[]}
        """;
}
