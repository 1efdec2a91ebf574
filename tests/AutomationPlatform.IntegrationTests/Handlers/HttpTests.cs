using System.Net;
using System.Net.Sockets;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain.Definition;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace AutomationPlatform.IntegrationTests.Handlers;

public sealed class HttpTests : IAsyncLifetime
{
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 1, 31, 8, 15, 30, TimeSpan.Zero));
    private readonly HandlerBench bench;
    private HttpService service = null!;

    public HttpTests() => bench = new(configure: services => services.AddSingleton<TimeProvider>(time));

    public async ValueTask InitializeAsync() => service = await HttpService.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await service.DisposeAsync();
        bench.Dispose();
    }

    [Fact]
    public async Task It_posts_the_envelope_with_the_idempotency_key_and_the_definitions_headers()
    {
        Environment.SetEnvironmentVariable("APC_TEST_TOKEN", "Bearer s3cret");
        string? seen = null;
        service.Answer = async context =>
        {
            var request = context.Request;
            using var body = new StreamReader(request.Body);
            var envelope = await body.ReadToEndAsync();
            seen =
                $"{request.Method} {request.Path}{request.QueryString} {request.ContentType} {request.Headers["Idempotency-Key"]} "
                + $"{request.Headers.Authorization} {request.Headers["X-Plain"]} {request.Headers.TraceParent}";
            await context.Response.WriteAsync(envelope);
        };

        var outcome = await bench.RunAsync(
            Post(
                "/customers?x=1",
                new NamedValue("Authorization", "env:APC_TEST_TOKEN"),
                new NamedValue("X-Plain", "plain")
            )
        );

        Assert.Equal("POST /customers?x=1 application/json; charset=utf-8 key-7 Bearer s3cret plain ", seen);
        Assert.Equal(
            "Zoë",
            Assert.IsType<ItemSucceeded>(outcome).Result!.Element.GetProperty("payload").GetProperty("name").GetString()
        );
    }

    [Fact]
    public async Task It_sends_the_traceparent_of_the_envelope()
    {
        string? seen = null;
        service.Answer = context =>
        {
            seen = context.Request.Headers.TraceParent;
            return Task.CompletedTask;
        };
        const string Trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

        await bench.RunAsync(Post("/"), HandlerBench.Envelope() with { Traceparent = Trace });

        Assert.Equal(Trace, seen);
    }

    [Fact]
    public async Task A_success_without_a_body_has_no_result()
    {
        service.Answer = context => Status(context, 204);

        Assert.Null(Assert.IsType<ItemSucceeded>(await bench.RunAsync(Post("/"))).Result);
    }

    [Theory]
    [InlineData(400, FailureKind.Business)]
    [InlineData(409, FailureKind.Business)]
    [InlineData(410, FailureKind.Business)]
    [InlineData(413, FailureKind.Business)]
    [InlineData(415, FailureKind.Business)]
    [InlineData(422, FailureKind.Business)]
    [InlineData(301, FailureKind.Technical)]
    [InlineData(307, FailureKind.Technical)]
    [InlineData(402, FailureKind.Technical)]
    [InlineData(408, FailureKind.Technical)]
    [InlineData(418, FailureKind.Technical)]
    [InlineData(425, FailureKind.Technical)]
    [InlineData(429, FailureKind.Technical)]
    [InlineData(500, FailureKind.Technical)]
    [InlineData(503, FailureKind.Technical)]
    public async Task Every_refusal_has_its_code_and_kind(int status, FailureKind kind)
    {
        service.Answer = context =>
        {
            context.Response.Headers.Location = "/elsewhere";
            return Status(context, status);
        };

        var failed = Assert.IsType<ItemFailed>(await bench.RunAsync(Post("/")));

        Assert.Equal(($"http:{status}", kind), (failed.Code, failed.Kind));
        Assert.Equal(1, service.Requests);
    }

    [Theory]
    [InlineData(401, "handler.http.headers")]
    [InlineData(403, "handler.http.headers")]
    [InlineData(404, "handler.http.url")]
    [InlineData(405, "handler.http.url")]
    public async Task What_concerns_every_item_turns_the_item_away_with_a_remedy(int status, string remedy)
    {
        service.Answer = context => Status(context, status);

        var away = Assert.IsType<ItemTurnedAway>(await bench.RunAsync(Post("/customers?token=s3cret")));

        Assert.Contains($"/customers answered {status}", away.Reason, StringComparison.Ordinal);
        Assert.Contains(remedy, away.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", away.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("7", 7)]
    [InlineData("Sat, 31 Jan 2026 08:16:00 GMT", 30)]
    [InlineData("Sat, 31 Jan 2026 08:15:00 GMT", 0)]
    [InlineData("soon", null)]
    public async Task Retry_after_is_understood_as_seconds_and_as_a_date(string header, int? seconds)
    {
        service.Answer = context =>
        {
            context.Response.Headers.RetryAfter = header;
            return Status(context, 429);
        };

        var failed = Assert.IsType<ItemFailed>(await bench.RunAsync(Post("/")));

        Assert.Equal(seconds, failed.RetryAfter?.TotalSeconds);
    }

    [Theory]
    [InlineData("{\"code\":\"no-country\",\"message\":\"No such country.\"}", "no-country", "No such country.")]
    [InlineData("{\"title\":\"Bad\",\"detail\":\"No such country.\"}", "http:422", "No such country.")]
    [InlineData("no such country", "http:422", "no such country")]
    [InlineData("", "http:422", "422")]
    public async Task A_refusals_own_words_are_kept(string body, string code, string message)
    {
        service.Answer = context => Status(context, 422, body);

        var failed = Assert.IsType<ItemFailed>(await bench.RunAsync(Post("/")));

        Assert.Equal(code, failed.Code);
        Assert.Contains(message, failed.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<html>", "not-json", FailureKind.Technical)]
    [InlineData("\"\\u0000\"", "bad-result", FailureKind.Business)]
    public async Task A_result_that_cannot_be_kept_fails(string body, string code, FailureKind kind)
    {
        service.Answer = context => Status(context, 200, body);

        var failed = Assert.IsType<ItemFailed>(await bench.RunAsync(Post("/")));

        Assert.Equal((code, kind), (failed.Code, failed.Kind));
    }

    [Fact]
    public async Task A_body_without_end_is_not_read_to_its_end()
    {
        var hungUp = new TaskCompletionSource();
        service.Answer = async context =>
        {
            context.RequestAborted.Register(hungUp.SetResult);
            var piece = new byte[64 * 1024];
            while (!context.RequestAborted.IsCancellationRequested)
                await context.Response.Body.WriteAsync(piece);
        };

        Assert.Equal("too-large", Assert.IsType<ItemFailed>(await bench.RunAsync(Post("/"))).Code);
        await hungUp.Task.WaitAsync(HandlerBench.Patience, HandlerBench.Token);
    }

    [Fact]
    public async Task A_service_that_cannot_be_reached_or_breaks_off_is_a_network_failure()
    {
        service.Answer = async context =>
        {
            context.Response.ContentLength = 100;
            await context.Response.WriteAsync("{");
            context.Abort();
        };
        var brokenOff = Assert.IsType<ItemFailed>(await bench.RunAsync(Post("/")));
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        taken.Stop();
        var unreachable = Assert.IsType<ItemFailed>(
            await bench.RunAsync(new HttpHandlerDefinition(new Uri($"http://127.0.0.1:{port}/x?token=s3cret"), []))
        );

        Assert.Equal(("network", FailureKind.Technical), (brokenOff.Code, brokenOff.Kind));
        Assert.Equal(("network", FailureKind.Technical), (unreachable.Code, unreachable.Kind));
        Assert.DoesNotContain("s3cret", unreachable.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Past_the_deadline_the_platform_hangs_up_at_once()
    {
        var (attempt, arrived, stop, hungUp, _) = Hang();
        await arrived;
        time.Advance(TimeSpan.FromMinutes(1));

        await stop.CancelAsync();

        await Assert.ThrowsAsync<HandlerStoppedException>(() => attempt);
        await hungUp;
    }

    [Fact]
    public async Task When_the_run_is_cancelled_an_answer_within_the_grace_is_the_truth()
    {
        var (attempt, arrived, stop, _, release) = Hang();
        await arrived;

        await stop.CancelAsync();
        release.SetResult();

        Assert.IsType<ItemSucceeded>(await attempt);
    }

    [Fact]
    public void Headers_and_urls_that_cannot_be_used_are_named_without_their_values()
    {
        Environment.SetEnvironmentVariable("APC_TEST_TWO_LINES", "s3cret\r\nX-Evil: 1");

        AssertRefused("APC_TEST_UNSET", new NamedValue("Authorization", "env:APC_TEST_UNSET"));
        AssertRefused("handler.http.headers.A", new NamedValue("A", "env:APC_TEST_TWO_LINES"));
        AssertRefused("handler.http.headers.A B", new NamedValue("A B", "s3cret"));
        AssertRefused("handler.http.headers.idempotency-key", new NamedValue("idempotency-key", "s3cret"));
        var url = new HttpHandlerDefinition(new Uri("http://user:s3cret@localhost/"), []);
        Assert.DoesNotContain("s3cret", bench.WhyNot(url), StringComparison.Ordinal);
    }

    private void AssertRefused(string named, NamedValue header)
    {
        var reason = bench.WhyNot(new HttpHandlerDefinition(new Uri("http://localhost/"), [header]));
        Assert.Contains(named, reason, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", reason, StringComparison.Ordinal);
    }

    private (
        Task<ItemOutcome> Attempt,
        Task Arrived,
        CancellationTokenSource Stop,
        Task HungUp,
        TaskCompletionSource Release
    ) Hang()
    {
        var arrived = new TaskCompletionSource();
        var hungUp = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        service.Answer = async context =>
        {
            context.RequestAborted.Register(hungUp.SetResult);
            arrived.SetResult();
            await release.Task.WaitAsync(context.RequestAborted);
        };
        var stop = new CancellationTokenSource();
        var attempt = bench
            .Open(Post("/"))
            .RunAsync(HandlerBench.Envelope(), stop.Token)
            .AsTask()
            .WaitAsync(HandlerBench.Patience);
        return (attempt, arrived.Task, stop, hungUp.Task.WaitAsync(HandlerBench.Patience), release);
    }

    private HttpHandlerDefinition Post(string path, params NamedValue[] headers) =>
        new(new Uri(service.Url, path), [.. headers]);

    private static Task Status(HttpContext context, int status, string body = "")
    {
        context.Response.StatusCode = status;
        return body.Length == 0 ? Task.CompletedTask : context.Response.WriteAsync(body);
    }
}
