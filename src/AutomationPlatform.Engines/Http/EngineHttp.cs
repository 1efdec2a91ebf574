using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using AutomationPlatform.Application.Orchestration;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace AutomationPlatform.Engines.Http;

/// <summary>Sends requests to one engine, and never to another origin than its own. Thread-safe.</summary>
internal sealed partial class EngineHttp(EngineConnection engine, HttpMessageInvoker invoker)
{
    private readonly Uri root = engine.Url.AbsoluteUri.EndsWith('/')
        ? engine.Url
        : new Uri(engine.Url.AbsoluteUri + "/");

    /// <summary>The engine.</summary>
    internal EngineConnection Engine => engine;

    /// <summary>Its credential.</summary>
    internal Credential Credential { get; } = new(engine);

    /// <summary>The engine's URL, ending with a slash.</summary>
    internal Uri Root => root;

    /// <summary>The whole of an address.</summary>
    /// <exception cref="EngineException">It leads to another origin, which must not see the credential.</exception>
    internal Uri Resolve(string address) =>
        Uri.TryCreate(root, address, out var url) && Address.SameOrigin(url, root)
            ? url
            : throw new EngineException(
                EngineTrouble.Refused,
                engine.Name,
                "the address it gave",
                "it leads to another server",
                "the credential is sent to the engine's own address only; correct --url or the engine"
            );

    /// <summary>Sends a request and reads the answer, whatever its status.</summary>
    /// <exception cref="EngineException">There was no answer.</exception>
    internal Task<EngineResponse> SendAsync(EngineRequest request, CancellationToken cancellationToken) =>
        AskAsync(
            request,
            async (message, asked) =>
            {
                var response = await invoker.SendAsync(message, cancellationToken);
                return await AnswerAsync(request, response, asked, cancellationToken);
            },
            cancellationToken
        );

    private async Task<EngineResponse> AnswerAsync(
        EngineRequest request,
        HttpResponseMessage response,
        string asked,
        CancellationToken cancellationToken
    )
    {
        var body = await response.Content.ReadAsStringAsync(cancellationToken);
        return new EngineResponse(engine, asked, response, request.Secrets.Cut(body), request.Secrets);
    }

    private async Task<T> AskAsync<T>(
        EngineRequest request,
        Func<HttpRequestMessage, string, Task<T>> ask,
        CancellationToken cancellationToken
    )
    {
        var url = Resolve(request.Address);
        var asked = $"{request.Method} {Address.Of(url)}";
        using var message = request.ToMessage(url);
        try
        {
            return await ask(message, asked);
        }
        catch (BrokenCircuitException open)
        {
            throw new EngineException(
                EngineTrouble.Unreachable,
                engine.Name,
                asked,
                "not asked, after too many failures in a row",
                $"it is asked again in {Math.Ceiling(open.RetryAfter?.TotalSeconds ?? 0)} s; try it with: apc engines test",
                open
            )
            {
                RetryAfter = open.RetryAfter,
            };
        }
        catch (TimeoutRejectedException slow)
        {
            throw Unclear(asked, "no whole answer in time", slow);
        }
        catch (HttpRequestException broken)
        {
            throw Broken(asked, broken, request.Secrets);
        }
        catch (Exception broken)
            when (broken is IOException or InvalidDataException or InvalidOperationException
                || (broken is OperationCanceledException && !cancellationToken.IsCancellationRequested)
            )
        {
            throw Unclear(asked, request.Secrets.Cut(broken.Message), request.Secrets.Without(broken));
        }
    }

    // What fails while the connection is made was not sent.
    private EngineException Broken(string asked, HttpRequestException broken, ShownSecrets secrets)
    {
        var said = secrets.Cut(broken.Message);
        return broken.HttpRequestError switch
        {
            HttpRequestError.NameResolutionError
            or HttpRequestError.ConnectionError
            or HttpRequestError.ProxyTunnelError => new EngineException(
                EngineTrouble.Unreachable,
                engine.Name,
                asked,
                $"not reached: {OneLine.Of(said)}",
                "check that it runs, and --url and the setting proxy",
                broken
            ),
            HttpRequestError.SecureConnectionError => Distrusted(asked, broken),
            HttpRequestError.ConfigurationLimitExceeded => new EngineException(
                EngineTrouble.Unclear,
                engine.Name,
                asked,
                $"an answer that is too large: {said}",
                "check that --url is the address of its API",
                broken
            ),
            _ => Unclear(asked, $"broke off: {said}", secrets.Without(broken)),
        };
    }

    // Which of its names a certificate lacks, or since when it is over, is for the engine's side; only an unknown authority is ours.
    private EngineException Distrusted(string asked, HttpRequestException broken)
    {
        var said = OneLine.Of(broken.InnerException?.Message ?? broken.Message);
        var remedy =
            said.Contains(nameof(SslPolicyErrors.RemoteCertificateNameMismatch), StringComparison.Ordinal)
                ? "its certificate is of another name: correct the host of --url or the certificate"
            : said.Contains(nameof(X509ChainStatusFlags.NotTimeValid), StringComparison.Ordinal)
                ? "its certificate has expired or is not valid yet: renew it, or set the clock"
            : "for an authority of your own add the engine with --set caFile=PATH";
        return new EngineException(
            EngineTrouble.Unreachable,
            engine.Name,
            asked,
            $"no trusted connection: {said}",
            remedy,
            broken
        );
    }

    private EngineException Unclear(string asked, string answer, Exception? cause) =>
        new(
            EngineTrouble.Unclear,
            engine.Name,
            asked,
            OneLine.Of(answer),
            "whether it did what was asked is looked up before anything is sent again",
            cause
        );
}
