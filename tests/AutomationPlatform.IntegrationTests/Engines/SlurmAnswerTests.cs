using AutomationPlatform.Application.Orchestration;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.IntegrationTests.Engines.Transport;
using AutomationPlatform.IntegrationTests.Handlers;
using Microsoft.AspNetCore.Http;

namespace AutomationPlatform.IntegrationTests.Engines;

/// <summary>Whose a job of Slurm is, what its states mean, and which of the many answers with status 500 is which.</summary>
public sealed class SlurmAnswerTests : IAsyncLifetime
{
    private static readonly CancellationToken Token = CancellationToken.None;

    private readonly string tokenFile = Path.GetTempFileName();
    private readonly EngineJob job = new(
        TestedClient.Whole("""{"script":"#!/bin/sh"}"""),
        "17",
        CancelRequested: false
    );
    private readonly List<string> asked = [];
    private HttpService http = null!;
    private IEngineClient client = null!;

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(tokenFile, "a.b.c");
        http = await HttpService.StartAsync();
        client = TestedClient.Open(
            "slurm",
            http.Url,
            $"file:{tokenFile}",
            new HurriedClock(),
            ("user", "apc"),
            ("directory", "/shared")
        );
    }

    public async ValueTask DisposeAsync()
    {
        await http.DisposeAsync();
        File.Delete(tokenFile);
    }

    [Theory]
    [InlineData("apc:0199f3c2-6f1e-7a00-8000-0000000000e1")]
    [InlineData("nightly backup")]
    [InlineData("")]
    public async Task A_job_with_our_number_and_another_comment_is_neither_reported_nor_touched(string comment)
    {
        Answer(Job("PENDING", $"\"{comment}\""));
        Func<Task>[] members =
        [
            () => client.GetAsync(job, Token),
            () => client.LetBeginAsync(job, Token),
            () => client.CancelAsync(job, round: 0, Token),
        ];
        foreach (var member in members)
        {
            var missing = await Assert.ThrowsAsync<EngineException>(member);
            Assert.Equal(EngineTrouble.Missing, missing.Trouble);
            Assert.Contains(
                $"job 17 is another's: its comment is '{comment}'",
                missing.Message,
                StringComparison.Ordinal
            );
        }
        Assert.All(asked, each => Assert.StartsWith("GET", each, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Of_the_records_of_a_number_only_ours_are_read()
    {
        var (another, ours) = (Record("FAILED", "\"another's\""), Record("RUNNING", $"\"{job.Order.Mark}\""));
        Answer($$"""{"jobs":[{{another}},{{ours}}],"errors":[]}""");
        Assert.Equal("RUNNING", Assert.Single(await client.GetAsync(job, Token)).State);
    }

    [Fact]
    public async Task Our_job_is_cancelled_by_one_look_and_one_request()
    {
        Answer(Job("RUNNING"));
        await client.CancelAsync(job, round: 0, Token);
        Assert.Equal(["GET /slurm/v0.0.38/job/17", "DELETE /slurm/v0.0.38/job/17"], asked);
    }

    [Theory]
    [InlineData("SIGNALING", ExecutionStatus.Processing)]
    [InlineData("STAGE_OUT", ExecutionStatus.Processing)]
    [InlineData("RESIZING", ExecutionStatus.Processing)]
    [InlineData("STOPPED", ExecutionStatus.Pending)]
    [InlineData("RESV_DEL_HOLD", ExecutionStatus.Pending)]
    [InlineData("REQUEUE_HOLD", ExecutionStatus.Retrying)]
    [InlineData("SPECIAL_EXIT", ExecutionStatus.Retrying)]
    public async Task States_that_are_seldom_are_told_in_our_words_too(string state, ExecutionStatus status)
    {
        Answer(Job(state));
        Assert.Equal(status, Assert.Single(await client.GetAsync(job, Token)).Status);
    }

    [Theory]
    [InlineData("\"SULKING\"", "the state 'SULKING'")]
    [InlineData("[\"SULKING\",\"COMPLETING\"]", "the state 'SULKING,COMPLETING'")]
    [InlineData("\"\"", "the state ''")]
    [InlineData("null", "the state ''")]
    [InlineData("7", "the state ''")]
    public async Task A_state_that_says_nothing_is_unclear_and_its_job_is_listed_as_open(string state, string said)
    {
        Answer(Job("@").Replace("\"@\"", state));
        var unclear = await Assert.ThrowsAsync<EngineException>(() => client.GetAsync(job, Token));
        Assert.Equal(EngineTrouble.Unclear, unclear.Trouble);
        Assert.Contains(said, unclear.Message, StringComparison.Ordinal);
        Assert.True(Assert.Single(await client.ListAsync(Token)).IsOpen);
    }

    [Fact]
    public async Task Jobs_that_are_forgotten_are_asked_for_once_each_and_keep_nobody_from_asking_for_others()
    {
        Fail(2017, "Invalid job id specified");
        for (var look = 0; look < 12; look++)
        {
            var told = await Assert.ThrowsAsync<EngineException>(() => client.GetAsync(job, Token));
            Assert.Equal(EngineTrouble.Missing, told.Trouble);
        }
        Assert.Equal(12, asked.Count);
        Answer(Job("RUNNING"));
        Assert.Equal(ExecutionStatus.Processing, Assert.Single(await client.GetAsync(job, Token)).Status);
    }

    [Theory]
    [InlineData("""{"errors":[{"error_number":-1,"error":"Unspecified error"}]}""", "(-1)")]
    [InlineData("""{"errors":[{"errno":-1,"error":"Unspecified error"}]}""", "(-1)")]
    [InlineData("""{"errors":[{"error_code":5005,"error":"Zero Bytes were transmitted or received"}]}""", "(5005)")]
    [InlineData("""{"errors":[{"error_number":5005,"error":"Zero Bytes were transmitted or received"}]}""", "(5005)")]
    public async Task What_is_said_of_a_token_that_has_expired_names_the_credential(string body, string number)
    {
        Answer(body, status: 500);
        var told = await Assert.ThrowsAsync<EngineException>(() => client.SubmitAsync(job.Order, Token));
        Assert.Equal(EngineTrouble.Unclear, told.Trouble);
        Assert.Contains(number, told.Message, StringComparison.Ordinal);
        Assert.Contains($"check file:{tokenFile}", told.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"errors":[{"error_number":-1,"error":"Unspecified error"}]}""")]
    [InlineData(
        """{"errors":[{"error_number":1800,"error":"Unable to contact slurm controller (connect failure)"}]}"""
    )]
    [InlineData("""{"errors":[{"error_number":"2017"}]}""")]
    [InlineData("""{"errors":[2017]}""")]
    [InlineData("[]")]
    [InlineData("<html>")]
    public async Task A_failure_of_another_kind_is_asked_about_again_and_counts(string body)
    {
        Answer(body, status: 500);
        for (var look = 0; look < 4; look++)
            await Assert.ThrowsAsync<EngineException>(() => client.GetAsync(job, Token));
        var open = await Assert.ThrowsAsync<EngineException>(() => client.GetAsync(job, Token));
        Assert.Equal(EngineTrouble.Unreachable, open.Trouble);
        Assert.Equal(10, asked.Count);
    }

    private void Fail(int number, string words) =>
        Answer($$"""{"errors":[{"error_number":{{number}},"error":"{{words}}"}],"jobs":[]}""", status: 500);

    private void Answer(string body, int status = 200) =>
        http.Answer = context =>
        {
            asked.Add($"{context.Request.Method} {context.Request.Path}");
            context.Response.StatusCode = status;
            return context.Response.WriteAsync(body);
        };

    private string Job(string state, string? comment = null) =>
        $$"""{"jobs":[{{Record(state, comment ?? $"\"{job.Order.Mark}\"")}}],"errors":[]}""";

    private static string Record(string state, string comment) =>
        $$"""{"job_id":17,"comment":{{comment}},"job_state":"{{state}}","state_reason":"JobHeldUser"}""";
}
