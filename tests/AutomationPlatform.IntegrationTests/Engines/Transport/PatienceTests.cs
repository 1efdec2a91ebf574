using System.Globalization;
using System.Net;
using AutomationPlatform.Application.Orchestration;
using AutomationPlatform.IntegrationTests.Handlers;
using Microsoft.AspNetCore.Http;

namespace AutomationPlatform.IntegrationTests.Engines.Transport;

/// <summary>What is asked again, after which wait, and when an engine is left alone.</summary>
public sealed class PatienceTests : IAsyncLifetime
{
    private const string Running = """{"id":"job-1","status":"running"}""";

    private static readonly CancellationToken Token = CancellationToken.None;

    private readonly HurriedClock clock = new();
    private HttpService service = null!;
    private IEngineClient client = null!;

    public async ValueTask InitializeAsync()
    {
        service = await HttpService.StartAsync();
        service.Answer = context => context.Response.WriteAsync(Running);
        client = TestedClient.OpenService(service.Url, clock, ("cancelUrl", "/jobs/{id}/cancel"));
    }

    public ValueTask DisposeAsync() => service.DisposeAsync();

    [Fact]
    public async Task What_only_asks_is_repeated_twice_after_waits_that_differ()
    {
        Answer(HttpStatusCode.BadGateway);
        await TroubleAsync(AskAsync);
        Assert.Equal(3, service.Requests);

        clock.Advance(TimeSpan.FromMinutes(1));
        await TroubleAsync(AskAsync);

        Assert.Equal(4, clock.Waits.Count);
        Assert.True(clock.Waits.Distinct().Count() > 1, string.Join(", ", clock.Waits));
    }

    [Fact]
    public async Task What_only_asks_is_repeated_when_its_connection_is_cut()
    {
        service.Answer = context =>
        {
            if (service.Requests < 3)
                context.Abort();
            return context.Response.WriteAsync(Running);
        };
        await AskAsync();
        Assert.Equal(3, service.Requests);
    }

    [Fact]
    public async Task What_starts_or_cancels_a_job_is_never_repeated()
    {
        Answer(HttpStatusCode.BadGateway);
        await TroubleAsync(SubmitAsync);
        Assert.Equal(1, service.Requests);
        await TroubleAsync(() => client.CancelAsync(TestedClient.Job("job-1"), round: 0, Token));
        Assert.Equal(2, service.Requests);

        service.Answer = context =>
        {
            context.Abort();
            return Task.CompletedTask;
        };
        Assert.Equal(EngineTrouble.Unclear, (await TroubleAsync(SubmitAsync)).Trouble);
        Assert.Equal(3, service.Requests);
        Assert.Empty(clock.Waits);
    }

    [Fact]
    public async Task A_connection_that_was_closed_meanwhile_does_not_send_twice()
    {
        await AskAsync();
        service.Answer = context =>
        {
            context.Abort();
            return Task.CompletedTask;
        };
        await TroubleAsync(SubmitAsync);
        Assert.Equal(2, service.Requests);
    }

    [Fact]
    public async Task A_short_wait_that_the_engine_asks_for_is_waited()
    {
        Answer(HttpStatusCode.ServiceUnavailable, "2");
        await TroubleAsync(AskAsync);
        Assert.Equal([TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2)], clock.Waits);
    }

    [Theory]
    [InlineData("600", 600)]
    [InlineData("0", null)]
    [InlineData("soon", null)]
    [InlineData("-5", null)]
    [InlineData("2147483647", 3600)]
    public async Task A_long_wait_is_left_to_the_next_look_and_never_longer_than_an_hour(string asked, int? seconds)
    {
        Answer(HttpStatusCode.ServiceUnavailable, asked);
        var trouble = await TroubleAsync(SubmitAsync);
        Assert.Equal(seconds, trouble.RetryAfter?.TotalSeconds);
    }

    [Theory]
    [InlineData("Thu, 01 Jan 1970 00:00:00 GMT", "Thu, 01 Jan 1970 00:01:30 GMT", 90)]
    [InlineData("Thu, 01 Jan 1970 00:01:30 GMT", "Thu, 01 Jan 1970 00:00:00 GMT", null)]
    [InlineData("Thu, 01 Jan 1970 00:00:00 GMT", "Fri, 31 Dec 9999 23:59:59 GMT", 3600)]
    public async Task A_date_to_wait_for_is_compared_with_the_engines_own_clock(string date, string until, int? seconds)
    {
        Answer(HttpStatusCode.TooManyRequests, until, date);
        var trouble = await TroubleAsync(AskAsync);
        Assert.Equal(EngineTrouble.Busy, trouble.Trouble);
        Assert.Equal(seconds, trouble.RetryAfter?.TotalSeconds);
        Assert.Equal(1, service.Requests);
    }

    [Fact]
    public async Task A_date_to_wait_for_of_an_engine_without_a_clock_is_compared_with_ours()
    {
        var until = clock.GetUtcNow().AddSeconds(90).ToString("R", CultureInfo.InvariantCulture);
        await using var bare = RawServer.Saying(
            $"HTTP/1.1 429 Later\r\nRetry-After: {until}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        );
        client = TestedClient.OpenService(bare.Url, clock);
        Assert.Equal(90, (await TroubleAsync(SubmitAsync)).RetryAfter?.TotalSeconds);
    }

    [Fact]
    public async Task An_engine_that_only_fails_is_left_alone_for_a_while_and_no_other_is()
    {
        await using var other = await HttpService.StartAsync();
        other.Answer = service.Answer;
        var neighbour = TestedClient.OpenService(other.Url, clock);
        Answer(HttpStatusCode.InternalServerError);
        for (var attempt = 0; attempt < 10; attempt++)
            await TroubleAsync(SubmitAsync);

        var open = await TroubleAsync(SubmitAsync);

        Assert.Equal(10, service.Requests);
        Assert.Equal((EngineTrouble.Unreachable, 5), (open.Trouble, open.RetryAfter?.TotalSeconds));
        Assert.Contains("too many failures in a row; it is asked again in 5 s", open.Message, StringComparison.Ordinal);
        await neighbour.GetAsync(TestedClient.Job("job-1"), Token);

        clock.Advance(TimeSpan.FromSeconds(5));
        service.Answer = other.Answer;
        await AskAsync();
        await AskAsync();
        Assert.Equal(12, service.Requests);
    }

    [Fact]
    public async Task An_engine_that_still_fails_after_a_while_is_asked_once_and_left_alone_again()
    {
        Answer(HttpStatusCode.InternalServerError);
        for (var attempt = 0; attempt < 10; attempt++)
            await TroubleAsync(SubmitAsync);
        clock.Advance(TimeSpan.FromSeconds(5));

        await TroubleAsync(SubmitAsync);
        await TroubleAsync(SubmitAsync);

        Assert.Equal(11, service.Requests);
    }

    private Task AskAsync() => client.GetAsync(TestedClient.Job("job-1"), Token);

    private Task SubmitAsync() => client.SubmitAsync(TestedClient.Whole("{}"), Token);

    private static Task<EngineException> TroubleAsync(Func<Task> ask) => Assert.ThrowsAsync<EngineException>(ask);

    private void Answer(HttpStatusCode status, string? retryAfter = null, string? date = null) =>
        service.Answer = context =>
        {
            context.Response.StatusCode = (int)status;
            if (retryAfter is not null)
                context.Response.Headers.RetryAfter = retryAfter;
            if (date is not null)
                context.Response.Headers.Date = date;
            return Task.CompletedTask;
        };
}
