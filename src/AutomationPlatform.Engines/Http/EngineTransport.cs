using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Http.Resilience;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;

namespace AutomationPlatform.Engines.Http;

/// <summary>Makes what carries requests to one engine: time-outs, repetition of what only asks, and a breaker of its own.</summary>
internal static class EngineTransport
{
    /// <summary>The largest answer that is read: 16 MiB, so that many at a time fit into memory.</summary>
    internal const int AnswerLimit = 16 * 1024 * 1024;

    /// <summary>The largest answer that tells of many jobs: 64 MiB, about 13,000 jobs of Slurm.</summary>
    internal const int ListLimit = 64 * 1024 * 1024;

    /// <summary>Carries <see cref="EngineRequest.AnswerLimit"/>.</summary>
    internal static readonly HttpRequestOptionsKey<int> LimitOfAnswer = new("apc.answer-limit");

    /// <summary>Marks a request whose answer is read while it comes: it is sent once, and its end is not waited for.</summary>
    internal static readonly HttpRequestOptionsKey<bool> IsStream = new("apc.stream");

    /// <summary>Carries <see cref="EngineRequest.IsUnderstood"/>.</summary>
    internal static readonly HttpRequestOptionsKey<Func<string, bool>> IsUnderstood = new("apc.is-understood");

    /// <summary>How often a GET is repeated: twice.</summary>
    private const int Repetitions = 2;

    /// <summary>A longer wait than this that the engine asks for is left to the next look: 5 s.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    /// <summary>Makes it.</summary>
    /// <param name="settings">The engine's settings.</param>
    /// <param name="clock">By which repetitions, time-outs and the breaker wait.</param>
    internal static HttpMessageInvoker Create(EngineSettings settings, TimeProvider clock)
    {
        var timeout = settings.Timeout();
        var pipeline = new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = clock }
            .AddRetry(Retry())
            .AddCircuitBreaker(Breaker())
            .AddTimeout(timeout)
            .Build();
        return new HttpMessageInvoker(
            new ResilienceHandler(pipeline)
            {
                InnerHandler = new WholeAnswer(clock) { InnerHandler = Sockets(settings, timeout) },
            }
        );
    }

    private static RetryStrategyOptions<HttpResponseMessage> Retry() =>
        new HttpRetryStrategyOptions
        {
            MaxRetryAttempts = Repetitions,
            Delay = TimeSpan.FromMilliseconds(200),
            MaxDelay = LongestWait,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            ShouldRetryAfterHeader = true,
            ShouldHandle = async arguments =>
                arguments.Context.GetRequestMessage() is { } request
                && request.Method == HttpMethod.Get
                && !Streams(request)
                && !AsksForPatience(arguments.Outcome.Result)
                && await HasFailedAsync(arguments.Context, arguments.Outcome),
        };

    private static CircuitBreakerStrategyOptions<HttpResponseMessage> Breaker() =>
        new HttpCircuitBreakerStrategyOptions
        {
            FailureRatio = 0.9,
            MinimumThroughput = 10,
            SamplingDuration = TimeSpan.FromSeconds(30),
            BreakDuration = TimeSpan.FromSeconds(5),
            ShouldHandle = arguments => HasFailedAsync(arguments.Context, arguments.Outcome),
        };

    private static async ValueTask<bool> HasFailedAsync(
        ResilienceContext context,
        Outcome<HttpResponseMessage> outcome
    ) =>
        HttpClientResiliencePredicates.IsTransient(outcome)
        && !IsTooLarge(outcome.Exception)
        && !(outcome.Result is { } response && await IsUnderstoodAsync(context, response));

    private static async Task<bool> IsUnderstoodAsync(ResilienceContext context, HttpResponseMessage response) =>
        context.GetRequestMessage() is { } request
        && request.Options.TryGetValue(IsUnderstood, out var isUnderstood)
        && isUnderstood(await response.Content.ReadAsStringAsync(context.CancellationToken));

    internal static bool Streams(HttpRequestMessage request) =>
        request.Options.TryGetValue(IsStream, out var streams) && streams;

    private static bool IsTooLarge(Exception? trouble) =>
        trouble is HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded };

    private static bool AsksForPatience(HttpResponseMessage? response) =>
        response?.Headers.RetryAfter is { } wait && (wait.Date is not null || wait.Delta > LongestWait);

    private static SocketsHttpHandler Sockets(EngineSettings settings, TimeSpan timeout)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = timeout,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            AutomaticDecompression = DecompressionMethods.All,
        };
        if (settings.Find(EngineSettings.Names.Proxy) is { } proxy)
        {
            handler.UseProxy = proxy != "none";
            handler.Proxy = handler.UseProxy ? new WebProxy(ProxyUrl(settings, proxy)) : null;
        }
        if (settings.Find(EngineSettings.Names.CaFile) is { } file)
            handler.SslOptions = new SslClientAuthenticationOptions
            {
                CertificateChainPolicy = Trusting(settings, file),
            };
        return handler;
    }

    private static Uri ProxyUrl(EngineSettings settings, string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url)
        && url.Scheme is "http" or "https"
        && url.UserInfo.Length == 0
            ? url
            : throw settings.Wrong(EngineSettings.Names.Proxy, "is no http URL without user and password, nor 'none'");

    // A private authority seldom publishes what it revokes, and an engine must not be out of reach because such a list is.
    private static X509ChainPolicy Trusting(EngineSettings settings, string file)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        try
        {
            policy.CustomTrustStore.ImportFromPemFile(file);
        }
        catch (Exception cause) when (cause is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw settings.Wrong(EngineSettings.Names.CaFile, $"names {file}, which is no readable PEM file");
        }
        return policy.CustomTrustStore.Count > 0
            ? policy
            : throw settings.Wrong(EngineSettings.Names.CaFile, $"names {file}, which holds no certificate");
    }
}
