using AutomationPlatform.Application.Orchestration;
using Microsoft.AspNetCore.Http;

namespace AutomationPlatform.IntegrationTests.Engines;

/// <summary>Logs of builds are read on from where they were left.</summary>
public sealed class JenkinsLogTests : JenkinsTest
{
    [Fact]
    public async Task A_log_is_read_piece_by_piece_and_its_lines_end_as_they_were_written()
    {
        Assert.True(Client.Capabilities.ReadsLogs);
        var job = await SubmitAsync();
        var build = Server.Build(130);
        build.Log = "Läuft\nerste Zeile\n";
        var first = await ReadAsync(job, 0);
        Assert.Equal(new JobLogPiece("Läuft\nerste Zeile\n", 19), first);

        Assert.Equal(new JobLogPiece("", first.Next), await ReadAsync(job, first.Next));

        build.Log += "50 %\r100 %\n";
        build.End("SUCCESS");
        var second = await ReadAsync(job, first.Next);
        Assert.Equal(new JobLogPiece("50 %\r100 %\n", 30), second);
        Assert.Equal(new JobLogPiece("", second.Next), await ReadAsync(job, second.Next));
    }

    [Fact]
    public async Task What_waits_in_the_queue_has_no_log_yet()
    {
        var job = await SubmitAsync();
        Assert.Equal(new JobLogPiece("", 0), await ReadAsync(job, 0));
        Server.Build(130);
        Assert.Equal(new JobLogPiece("", 0), await ReadAsync(job, 0));
        Assert.Equal(new JobLogPiece("", 40), await ReadAsync(job, 40));
    }

    [Fact]
    public async Task A_log_that_has_become_shorter_is_not_given_once_more()
    {
        var job = await SubmitAsync();
        Server.Build(130).Log = "begun\n";
        Assert.Equal(new JobLogPiece("", 50), await ReadAsync(job, 50));
    }

    [Fact]
    public async Task Text_is_asked_for()
    {
        var job = await SubmitAsync();
        Server.Build(130).Log = "begun\n";
        var accepted = "";
        Server.Before = context =>
        {
            accepted = context.Request.Headers.Accept;
            return Task.FromResult(false);
        };
        await ReadAsync(job, 0);
        Assert.Equal("text/plain", accepted);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("many")]
    [InlineData("-1")]
    public async Task An_answer_that_does_not_tell_the_next_place_is_unclear(string? size)
    {
        var job = await SubmitAsync();
        Server.Build(130);
        Server.Before = async context =>
        {
            if (context.Request.Path.Value?.EndsWith("progressiveText", StringComparison.Ordinal) != true)
                return false;
            context.Response.Headers["X-Text-Size"] = size;
            await context.Response.WriteAsync("begun");
            return true;
        };
        await RefusedAsync(EngineTrouble.Unclear, "X-Text-Size", () => ReadAsync(job, 0));
    }

    private Task<JobLogPiece> ReadAsync(EngineJob job, long offset) => Client.ReadLogAsync(job, part: 0, offset, Token);
}
