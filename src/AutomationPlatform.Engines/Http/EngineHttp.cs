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
                return new EngineResponse(
                    engine,
                    asked,
                    response,
                    await response.Content.ReadAsStringAsync(cancellationToken)
                );
            },
            cancellationToken
        );

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
                "it is asked again soon; try it with: apc engines test",
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
            throw Broken(asked, broken);
        }
        catch (Exception broken)
            when (broken is IOException
                || (broken is OperationCanceledException && !cancellationToken.IsCancellationRequested)
            )
        {
            throw Unclear(asked, broken.Message, broken);
        }
    }

    // What fails while the connection is made was not sent.
    private EngineException Broken(string asked, HttpRequestException broken) =>
        broken.HttpRequestError switch
        {
            HttpRequestError.NameResolutionError
            or HttpRequestError.ConnectionError
            or HttpRequestError.ProxyTunnelError => new EngineException(
                EngineTrouble.Unreachable,
                engine.Name,
                asked,
                $"not reached: {broken.Message}",
                "check that it runs, and --url and the setting proxy",
                broken
            ),
            HttpRequestError.SecureConnectionError => new EngineException(
                EngineTrouble.Unreachable,
                engine.Name,
                asked,
                $"no trusted connection: {broken.InnerException?.Message ?? broken.Message}",
                "for an authority of your own add the engine with --set caFile=PATH",
                broken
            ),
            _ => Unclear(asked, $"broke off: {broken.Message}", broken),
        };

    private EngineException Unclear(string asked, string answer, Exception cause) =>
        new(
            EngineTrouble.Unclear,
            engine.Name,
            asked,
            answer,
            "whether it did what was asked is looked up before anything is sent again",
            cause
        );
}
