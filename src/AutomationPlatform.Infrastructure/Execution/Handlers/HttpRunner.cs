using System.Net.Http.Headers;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Infrastructure.Execution.Handlers;

/// <summary>A POST of the envelope to a service. Redirects are not followed and cookies not kept.</summary>
internal sealed class HttpRunner : IItemRunner
{
    /// <summary>How long a connection may take to be made: 15 s.</summary>
    private static readonly TimeSpan Connecting = TimeSpan.FromSeconds(15);

    /// <summary>How long a connection is used again, so that a service that moves is found: 5 minutes.</summary>
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    private readonly HttpClient client;
    private readonly HttpTarget target;
    private readonly TimeSpan grace;
    private readonly TimeProvider time;

    internal HttpRunner(HttpTarget target, RunnerOptions options, TimeProvider time)
    {
        this.target = target;
        this.time = time;
        grace = options.Grace;
        client = new HttpClient(
            new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                ConnectTimeout = Connecting,
                PooledConnectionLifetime = ConnectionLifetime,
                MaxConnectionsPerServer = options.Concurrency,
                // The attempt's own place in the trace is handed on, not one of the request's.
                ActivityHeadersPropagator = null,
            }
        )
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    public bool IsInstant => false;

    public async ValueTask<ItemOutcome> RunAsync(ItemEnvelope envelope, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        using var abort = new CancellationTokenSource();
        var exchange = ExchangeAsync(envelope, abort.Token);
        try
        {
            return await exchange.WaitAsync(stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return await LastWordAsync(exchange, envelope, abort, stop);
        }
    }

    public ValueTask DisposeAsync()
    {
        client.Dispose();
        return ValueTask.CompletedTask;
    }

    // A service cannot be told to stop but by hanging up. Past the deadline that is done at once; when the run is being
    // cancelled, an answer that comes within the grace period and before the deadline is the truth and is taken.
    private async Task<ItemOutcome> LastWordAsync(
        Task<ItemOutcome> exchange,
        ItemEnvelope envelope,
        CancellationTokenSource abort,
        CancellationToken stop
    )
    {
        var left = envelope.Deadline - time.GetUtcNow();
        var patience = TimeSpan.FromTicks(Math.Clamp(left.Ticks, 0, grace.Ticks));
        try
        {
            return await exchange.WaitAsync(patience, time, CancellationToken.None);
        }
        catch (TimeoutException)
        {
            await abort.CancelAsync();
            await exchange.ContinueWith(static _ => { }, TaskScheduler.Default);
            throw new HandlerStoppedException(standardError: null, stop);
        }
    }

    private async Task<ItemOutcome> ExchangeAsync(ItemEnvelope envelope, CancellationToken abort)
    {
        try
        {
            using var request = Request(envelope);
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, abort);
            var body = await HttpBody.ReadAsync(response.Content, abort);
            return HttpAnswer.Of(response, body, target.Name, time.GetUtcNow());
        }
        // A connection that takes too long to be made is reported as a cancellation.
        catch (Exception broken)
            when (broken is HttpRequestException or IOException
                || (broken is OperationCanceledException && !abort.IsCancellationRequested)
            )
        {
            return new ItemFailed(
                ErrorCodes.Network,
                $"{target.Name} could not be reached or broke off: {broken.Message}",
                FailureKind.Technical
            );
        }
    }

    private HttpRequestMessage Request(ItemEnvelope envelope)
    {
        var content = new ByteArrayContent(EnvelopeJson.Write(envelope));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        var request = new HttpRequestMessage(HttpMethod.Post, target.Url) { Content = content };
        request.Headers.TryAddWithoutValidation(HttpTarget.IdempotencyKey, envelope.IdempotencyKey);
        if (envelope.Traceparent is { } traceparent)
            request.Headers.TryAddWithoutValidation(HttpTarget.Traceparent, traceparent);
        foreach (var (name, value) in target.Headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return request;
    }
}
