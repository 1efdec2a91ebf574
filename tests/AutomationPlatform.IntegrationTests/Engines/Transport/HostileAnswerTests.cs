using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;
using AutomationPlatform.Application.Orchestration;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.IntegrationTests.Handlers;
using Microsoft.AspNetCore.Http;

namespace AutomationPlatform.IntegrationTests.Engines.Transport;

/// <summary>Answers that would fill the memory, keep us waiting, or act on a terminal are trouble like any other.</summary>
public sealed class HostileAnswerTests : IAsyncLifetime
{
    private const int Megabyte = 1024 * 1024;

    private static readonly CancellationToken Token = CancellationToken.None;

    private readonly HurriedClock clock = new();
    private HttpService service = null!;

    public async ValueTask InitializeAsync() => service = await HttpService.StartAsync();

    public ValueTask DisposeAsync() => service.DisposeAsync();

    [Fact]
    public async Task An_answer_that_is_too_large_is_given_up_and_not_asked_for_again()
    {
        service.Answer = async context =>
        {
            var chunk = new byte[Megabyte];
            for (var sent = 0; sent < 17 && !context.RequestAborted.IsCancellationRequested; sent++)
                await context.Response.Body.WriteAsync(chunk);
        };
        await AssertTooLargeAsync();
    }

    [Fact]
    public async Task An_answer_that_unfolds_into_too_much_is_given_up()
    {
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
            await gzip.WriteAsync(new byte[17 * Megabyte], Token);
        service.Answer = async context =>
        {
            context.Response.Headers.ContentEncoding = "gzip";
            await context.Response.Body.WriteAsync(packed.ToArray());
        };
        Assert.True(packed.Length < Megabyte / 10);
        await AssertTooLargeAsync();
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public async Task An_answer_that_is_not_packed_as_it_says_is_unclear(string encoding)
    {
        service.Answer = context =>
        {
            context.Response.Headers.ContentEncoding = encoding;
            return context.Response.WriteAsync("""{"id":"job-1","status":"running"}""");
        };
        Assert.Equal(EngineTrouble.Unclear, (await SubmitAsync(service.Url)).Trouble);
        var trouble = await Assert.ThrowsAsync<EngineException>(() => ReportAsync());
        Assert.Equal(EngineTrouble.Unclear, trouble.Trouble);
    }

    [Fact]
    public async Task An_engine_that_falls_silent_behind_its_headers_is_given_up()
    {
        var silent = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = new RawServer(
            async (stream, token) =>
            {
                await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"u8.ToArray(), token);
                silent.SetResult();
                await new TaskCompletionSource().Task.WaitAsync(token);
            }
        );
        var sending = TestedClient.OpenService(server.Url, clock).SubmitAsync(TestedClient.Whole("{}"), Token);
        await silent.Task;
        clock.Advance(EngineDefaults.Request);

        var trouble = await Assert.ThrowsAsync<EngineException>(() => sending);

        Assert.Equal((EngineTrouble.Unclear, "no whole answer in time"), (trouble.Trouble, trouble.Answer));
    }

    [Fact]
    public async Task A_connection_that_is_cut_within_the_answer_leaves_it_unclear_what_was_done()
    {
        await using var server = RawServer.Saying("HTTP/1.1 201 Created\r\nContent-Length: 100\r\n\r\n{\"id\":\"job");
        var trouble = await SubmitAsync(server.Url);
        Assert.Equal(EngineTrouble.Unclear, trouble.Trouble);
        Assert.StartsWith("broke off", trouble.Answer, StringComparison.Ordinal);
        Assert.Equal(1, server.Requests);
    }

    [Fact]
    public async Task Bytes_that_are_no_text_and_encodings_that_nobody_knows_do_not_hide_the_status()
    {
        foreach (var charset in (string[])["utf-8", "klingon", "utf-7", "\"\""])
        {
            service.Answer = context =>
            {
                context.Response.ContentType = $"application/json; charset={charset}";
                var answer = Encoding.Latin1.GetBytes("{\"status\":\"running\",\"why\":\"\xff\xfe\x80\"}");
                return context.Response.Body.WriteAsync(answer).AsTask();
            };
            var report = await ReportAsync(("messagePointer", "/why"));
            Assert.Equal((ExecutionStatus.Processing, "\uFFFD\uFFFD\uFFFD"), (report.Status, report.Message));
        }
    }

    [Theory]
    [InlineData("\u001b]0;owned\u0007\u001b[31mno\r\nerror: forged\u0000\u009b2J\u202e")]
    [InlineData("<p>\u001b[31mno</p>\u001b")]
    public async Task What_would_act_on_a_terminal_does_not_get_into_an_error(string body)
    {
        service.Answer = context =>
        {
            context.Response.StatusCode = 400;
            return context.Response.WriteAsync(body);
        };
        var trouble = await SubmitAsync(service.Url);
        Assert.StartsWith("400 ", trouble.Answer, StringComparison.Ordinal);
        AssertHarmless(trouble.Message);
    }

    [Theory]
    [InlineData("HTTP/1.1 \u001b[31mno\r\n\r\n")]
    [InlineData("HTTP/1.1 302 \u001b[31m\r\nLocation: \u009b2J\u001b[31m\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("\u001b[31mSSH-2.0\r\n")]
    public async Task What_is_no_http_does_not_act_on_a_terminal_either(string answer)
    {
        await using var server = RawServer.Saying(answer);
        AssertHarmless((await SubmitAsync(server.Url)).Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"job-1\"")]
    [InlineData("{}")]
    [InlineData("{\"id\":null}")]
    [InlineData("{\"id\":{}}")]
    [InlineData("{\"id\":\"\"}")]
    [InlineData("{\"id\":\"a\\u0000b\"}")]
    public async Task An_answer_without_an_id_that_can_be_kept_is_unclear(string body)
    {
        service.Answer = context => context.Response.WriteAsync(body);
        Assert.Equal(EngineTrouble.Unclear, (await SubmitAsync(service.Url)).Trouble);
    }

    [Theory]
    [InlineData("\\ud800", "\uFFFD")]
    [InlineData("\\uDC00\\ud83d\\ude00", "\uFFFD\U0001F600")]
    [InlineData("\\\\ud800", "\\ud800")]
    [InlineData("\\ud83d\\ud83d\\ude00", "\uFFFD\U0001F600")]
    public async Task Half_of_a_character_hides_nothing_of_an_answer(string written, string read)
    {
        service.Answer = context => context.Response.WriteAsync($$"""{"status":"running","a":"{{written}}"}""");
        var report = await ReportAsync();
        Assert.Equal(ExecutionStatus.Processing, report.Status);
        Assert.Equal(read, report.Words.Element.GetProperty("a").GetString());
    }

    [Fact]
    public async Task Deep_and_repeated_json_is_no_crash()
    {
        service.Answer = context => context.Response.WriteAsync(new string('[', 100_000));
        Assert.Equal(EngineTrouble.Unclear, (await SubmitAsync(service.Url)).Trouble);

        service.Answer = context => context.Response.WriteAsync("""{"status":"running","a":"\u0000","a":1}""");
        Assert.Equal("{}", (await ReportAsync()).Words.Text);
    }

    [Theory]
    [InlineData(62, true)]
    [InlineData(63, false)]
    public async Task Words_that_are_nested_too_deeply_to_be_put_into_what_is_kept_are_left_out(int lists, bool kept)
    {
        var deep = $"{new string('[', lists)}{new string(']', lists)}";
        service.Answer = context => context.Response.WriteAsync($$"""{"status":"running","deep":{{deep}}}""");

        var metadata = InstanceMetadata.Of(InstanceMetadata.Of(await ReportAsync()).ToPayload());

        Assert.Equal("running", metadata.State);
        Assert.Equal(kept, metadata.Words is not null);
    }

    [Fact]
    public async Task An_engine_is_reached_by_a_literal_address_of_ipv6()
    {
        Assert.SkipUnless(Socket.OSSupportsIPv6, "this machine has no IPv6");
        await using var server = RawServer.Saying(
            "HTTP/1.1 200 OK\r\nContent-Length: 21\r\nConnection: close\r\n\r\n{\"status\": \"running\"}",
            IPAddress.IPv6Loopback
        );
        var client = TestedClient.OpenService(server.Url, clock, ("logUrl", $"{server.Url}logs/{{id}}"));

        var report = Assert.Single(await client.GetAsync(TestedClient.Job("job-1"), Token));

        Assert.Equal((ExecutionStatus.Processing, $"{server.Url}logs/job-1"), (report.Status, report.Log));
    }

    private async Task AssertTooLargeAsync()
    {
        var trouble = await Assert.ThrowsAsync<EngineException>(() => ReportAsync());
        Assert.Equal(EngineTrouble.Unclear, trouble.Trouble);
        Assert.StartsWith("an answer that is too large", trouble.Answer, StringComparison.Ordinal);
        Assert.Equal(1, service.Requests);
    }

    private static void AssertHarmless(string text) =>
        Assert.DoesNotContain(text, character => char.IsControl(character) || character == '\u202e');

    private async Task<PartReport> ReportAsync(params (string Name, string Value)[] settings) =>
        Assert.Single(
            await TestedClient.OpenService(service.Url, clock, settings).GetAsync(TestedClient.Job("job-1"), Token)
        );

    private Task<EngineException> SubmitAsync(Uri url) =>
        Assert.ThrowsAsync<EngineException>(() =>
            TestedClient.OpenService(url, clock).SubmitAsync(TestedClient.Whole("{}"), Token)
        );
}
