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
    /// <summary>The largest answer that is read: 64 MiB.</summary>
    internal const int AnswerLimit = 64 * 1024 * 1024;

    /// <summary>Marks a request whose answer is read while it comes: it is sent once, and its end is not waited for.</summary>
    internal static readonly HttpRequestOptionsKey<bool> IsStream = new("apc.stream");

    /// <summary>How often a GET is repeated: twice.</summary>
    private const int Repetitions = 2;

    /// <summary>A longer wait than this that the engine asks for is left to the next look: 5 s.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    internal static HttpMessageInvoker Create(EngineSettings settings)
    {
        var timeout = settings.Timeout();
        var pipeline = new ResiliencePipelineBuilder<HttpResponseMessage>()
            .AddRetry(Retry())
            .AddCircuitBreaker(Breaker())
            .AddTimeout(timeout)
            .Build();
        return new HttpMessageInvoker(
            new ResilienceHandler(pipeline)
            {
                InnerHandler = new WholeAnswer { InnerHandler = Sockets(settings, timeout) },
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
            ShouldHandle = arguments =>
                ValueTask.FromResult(
                    arguments.Context.GetRequestMessage() is { } request
                        && request.Method == HttpMethod.Get
                        && !Streams(request)
                        && HttpClientResiliencePredicates.IsTransient(arguments.Outcome)
                        && !AsksForPatience(arguments.Outcome.Result)
                ),
        };

    private static CircuitBreakerStrategyOptions<HttpResponseMessage> Breaker() =>
        new HttpCircuitBreakerStrategyOptions
        {
            FailureRatio = 0.9,
            MinimumThroughput = 10,
            SamplingDuration = TimeSpan.FromSeconds(30),
            BreakDuration = TimeSpan.FromSeconds(5),
        };

    private static bool Streams(HttpRequestMessage request) =>
        request.Options.TryGetValue(IsStream, out var streams) && streams;

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

    /// <summary>Reads answers to their end, so that a slow or cut one counts as what it is.</summary>
    private sealed class WholeAnswer : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request,
            CancellationToken cancellationToken
        )
        {
            var response = await base.SendAsync(request, cancellationToken);
            if (Streams(request))
                return response;
            try
            {
                await response.Content.LoadIntoBufferAsync(AnswerLimit, cancellationToken);
                return response;
            }
            catch
            {
                response.Dispose();
                throw;
            }
        }
    }
}
