using System.Text;
using AutomationPlatform.Application;
using AutomationPlatform.Application.Orchestration;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.IntegrationTests.Handlers;
using Microsoft.AspNetCore.Http;

namespace AutomationPlatform.IntegrationTests.Engines;

/// <summary>Any service: where its answers are read, how its logs and lists are.</summary>
public sealed class WebhookTests : IAsyncLifetime
{
    private static readonly CancellationToken Token = CancellationToken.None;

    private HttpService service = null!;

    public async ValueTask InitializeAsync() => service = await HttpService.StartAsync();

    public ValueTask DisposeAsync() => service.DisposeAsync();

    [Fact]
    public async Task Values_are_found_behind_escaped_names_and_in_arrays_and_an_id_may_be_a_number()
    {
        Answer("""{"a/b":[{"~id":42}],"state":[["x"],["Waiting-For-Approval"]],"nested":{"why":"no quota"}}""");
        var client = Open(
            ("idPointer", "/a~1b/0/~0id"),
            ("statusPointer", "/state/1/0"),
            ("messagePointer", "/nested/why"),
            ("status.waiting-for-approval", "PENDING")
        );

        Assert.Equal("42", await client.SubmitAsync(TestedClient.Whole("{}"), Token));
        var report = Assert.Single(await client.GetAsync(TestedClient.Job("42"), Token));

        Assert.Equal((ExecutionStatus.Pending, "no quota"), (report.Status, report.Message));
        Assert.Equal("Waiting-For-Approval", report.State);
    }

    [Fact]
    public async Task A_word_of_the_settings_goes_before_a_usual_one()
    {
        Answer("""{"status":"DONE"}""");
        var report = Assert.Single(await Open(("status.done", "FAILED")).GetAsync(TestedClient.Job("1"), Token));
        Assert.Equal(ExecutionStatus.Failed, report.Status);
    }

    [Theory]
    [InlineData("""{"status":null}""", "without a status at /status")]
    [InlineData("""{"status":{"phase":"running"}}""", "without a status at /status")]
    [InlineData("""{"status":"\u001b[2Jsulking"}""", "the status '[2Jsulking'")]
    public async Task A_status_that_says_nothing_is_unclear(string body, string said)
    {
        Answer(body);
        var trouble = await TroubleAsync(() => Open().GetAsync(TestedClient.Job("1"), Token));
        Assert.Equal(EngineTrouble.Unclear, trouble.Trouble);
        Assert.Contains(said, trouble.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_a_404_or_an_empty_array_says_that_there_is_no_job_of_ours()
    {
        foreach (var body in (string[])["{}", "null", "", "[{}]", "[null]", "[5]"])
        {
            Answer(body);
            var trouble = await TroubleAsync(() => Open().FindAsync(TestedClient.Whole("{}"), Token));
            Assert.Equal(EngineTrouble.Unclear, trouble.Trouble);
        }
        Answer("""[{"id":"b"},{"id":"a"}]""");
        Assert.Equal(["b", "a"], await Open().FindAsync(TestedClient.Whole("{}"), Token));
        Answer("[]");
        Assert.Empty(await Open().FindAsync(TestedClient.Whole("{}"), Token));
        service.Answer = context => Status(context, 404);
        Assert.Empty(await Open().FindAsync(TestedClient.Whole("{}"), Token));
    }

    [Theory]
    [InlineData("//evil.example/steal")]
    [InlineData("https://evil.example/")]
    [InlineData("../../admin")]
    [InlineData("a?b#c/d")]
    [InlineData("..%2f..")]
    public async Task Whatever_an_id_is_it_stays_one_part_of_the_address(string id)
    {
        var paths = new List<string>();
        service.Answer = context =>
        {
            paths.Add(context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget);
            return Status(context, 204);
        };

        await Open(("cancelUrl", "/jobs/{id}/cancel")).CancelAsync(TestedClient.Job(id), round: 0, Token);

        Assert.Equal($"/jobs/{Uri.EscapeDataString(id)}/cancel", Assert.Single(paths));
    }

    [Theory]
    [InlineData(".")]
    [InlineData("..")]
    public async Task An_id_of_dots_is_never_part_of_an_address(string id)
    {
        var trouble = await TroubleAsync(() =>
            Open(("cancelUrl", "/jobs/{id}/cancel")).CancelAsync(TestedClient.Job(id), round: 0, Token)
        );
        Assert.Contains($"the id '{id}' leads elsewhere", trouble.Message, StringComparison.Ordinal);
        Assert.Equal(0, service.Requests);
    }

    [Theory]
    [InlineData(404, null)]
    [InlineData(409, null)]
    [InlineData(410, null)]
    [InlineData(400, EngineTrouble.Refused)]
    [InlineData(403, EngineTrouble.Forbidden)]
    [InlineData(502, EngineTrouble.Unclear)]
    public async Task Cancelling_what_has_ended_or_is_gone_is_no_error(int status, EngineTrouble? trouble)
    {
        service.Answer = context => Status(context, status);
        var client = Open(("cancelUrl", "/jobs/{id}/cancel"));
        var told = await Record.ExceptionAsync(() => client.CancelAsync(TestedClient.Job("1"), round: 0, Token));
        Assert.Equal(trouble, (told as EngineException)?.Trouble);
        Assert.Equal(trouble is null, told is null);
    }

    [Theory]
    [InlineData("statusUrl", "https://evil.example/{id}")]
    [InlineData("statusUrl", "//evil.example/{id}")]
    [InlineData("logUrl", "/logs/{job}")]
    [InlineData("listUrl", "/jobs?of={id}")]
    [InlineData("findUrl", "/find/{id}")]
    [InlineData("listPointer", "jobs")]
    [InlineData("submissionPointer", "/~2")]
    public void A_setting_that_cannot_be_right_is_refused_by_name(string name, string value)
    {
        var refused = Assert.Throws<InvalidInputException>(() => Open((name, value)));
        Assert.Contains($"setting {name} ", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/logs/{id}")]
    [InlineData("/logs/{id}?from={offset}")]
    public async Task A_log_that_grows_is_read_on_whole_characters_at_a_time(string logUrl)
    {
        var log = "one\nzwölf\n"u8.ToArray();
        var written = Array.IndexOf(log, (byte)0xC3) + 1;
        service.Answer = context =>
        {
            var from = int.TryParse(context.Request.Query["from"], out var offset) ? offset : 0;
            return context.Response.Body.WriteAsync(log.AsMemory(from, written - from)).AsTask();
        };
        var client = Open(("logUrl", logUrl));
        Assert.True(client.Capabilities.ReadsLogs);

        var first = await client.ReadLogAsync(TestedClient.Job("1"), part: 0, offset: 0, Token);
        Assert.Equal(("one\nzw", 6), (first.Text, first.Next));
        Assert.Equal(new JobLogPiece("", 6), await client.ReadLogAsync(TestedClient.Job("1"), 0, first.Next, Token));
        written = log.Length;
        var rest = await client.ReadLogAsync(TestedClient.Job("1"), part: 0, first.Next, Token);
        Assert.Equal(("ölf\n", log.Length), (rest.Text, rest.Next));
    }

    [Fact]
    public async Task A_long_log_comes_in_pieces_and_bytes_that_are_no_text_are_counted_as_they_are()
    {
        var log = Encoding.Latin1.GetBytes("\xff" + new string('a', JobLogPiece.Limit));
        service.Answer = context => context.Response.Body.WriteAsync(log).AsTask();
        var client = Open(("logUrl", "/logs/{id}"));

        var first = await client.ReadLogAsync(TestedClient.Job("1"), part: 0, offset: 0, Token);
        var rest = await client.ReadLogAsync(TestedClient.Job("1"), part: 0, first.Next, Token);

        Assert.Equal((JobLogPiece.Limit, '\uFFFD'), (first.Text.Length, first.Text[0]));
        Assert.Equal(("a", log.Length), (rest.Text, rest.Next));
    }

    [Fact]
    public async Task A_place_behind_the_end_of_a_log_is_nothing_by_now_and_no_log_is_missing()
    {
        var client = Open(("logUrl", "/logs/{id}?from={offset}"));
        service.Answer = context => Status(context, 416);
        Assert.Equal(new JobLogPiece("", 7), await client.ReadLogAsync(TestedClient.Job("1"), 0, offset: 7, Token));

        service.Answer = context => Status(context, 404);
        var trouble = await TroubleAsync(() => client.ReadLogAsync(TestedClient.Job("1"), 0, offset: 0, Token));
        Assert.Equal(EngineTrouble.Missing, trouble.Trouble);
    }

    [Fact]
    public async Task Jobs_that_carry_our_id_are_listed_and_whatever_else_is_there_is_not()
    {
        var (ours, done) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        Answer(
            $$$"""
            {"page":{"jobs":[
                {"id":1,"labels":{"by":"{{{ours}}}"},"status":"sulking"},
                {"id":"b","labels":{"by":"apc:{{{done}}}"},"status":"done"},
                {"id":"c","labels":{"by":"somebody"}}, {"labels":{"by":"{{{ours}}}"}}, {"id":["d"]}, 5, null, "x", []]}}
            """
        );
        var client = Open(("listUrl", "/jobs"), ("listPointer", "/page/jobs"), ("submissionPointer", "/labels/by"));
        Assert.True(client.Capabilities.Lists);

        Assert.Equal(
            [new MarkedJob("1", ours, "sulking", IsOpen: true), new MarkedJob("b", done, "done", IsOpen: false)],
            await client.ListAsync(Token)
        );
    }

    [Fact]
    public async Task A_list_may_be_the_whole_answer_and_what_is_none_is_unclear()
    {
        var client = Open(("listUrl", "/jobs"));
        Answer($$"""[{"id":"a","submissionId":"{{Guid.CreateVersion7()}}","status":"queued"}]""");
        Assert.Equal("a", Assert.Single(await client.ListAsync(Token)).ExternalId);
        foreach (var body in (string[])["", "{}", "null", "{\"jobs\":[]}", "<html>"])
        {
            Answer(body);
            var trouble = await TroubleAsync(() => client.ListAsync(Token));
            Assert.Equal(EngineTrouble.Unclear, trouble.Trouble);
            Assert.Contains("listPointer", trouble.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Without_their_addresses_neither_logs_nor_lists_are_promised()
    {
        var capabilities = Open().Capabilities;
        Assert.Equal(
            (false, false, false, false),
            (capabilities.Lists, capabilities.ReadsLogs, capabilities.Cancels, capabilities.IsIdempotent)
        );
    }

    private IEngineClient Open(params (string Name, string Value)[] settings) =>
        TestedClient.OpenService(service.Url, TimeProvider.System, settings);

    private void Answer(string body) => service.Answer = context => context.Response.WriteAsync(body);

    private static Task Status(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    private static Task<EngineException> TroubleAsync(Func<Task> ask) => Assert.ThrowsAsync<EngineException>(ask);
}
