using AutomationPlatform.Application.Orchestration;
using AutomationPlatform.Engines.Http;

namespace AutomationPlatform.Engines.Argo;

/// <summary>Requests to Argo's server with a bearer token.</summary>
internal sealed class ArgoHttp(EngineHttp http)
{
    private const string Bearer = "Bearer ";

    /// <summary>Sends a request and reads the answer, whatever its status.</summary>
    /// <exception cref="EngineException">There was no answer.</exception>
    internal Task<EngineResponse> SendAsync(EngineRequest request, CancellationToken cancellationToken) =>
        http.SendAsync(With(request), cancellationToken);

    /// <summary>Sends a request whose answer comes line by line.</summary>
    /// <exception cref="EngineException">There was no answer, or it is no success.</exception>
    internal Task<EngineStream> OpenAsync(EngineRequest request, CancellationToken cancellationToken) =>
        http.OpenAsync(With(request), cancellationToken);

    private EngineRequest With(EngineRequest request)
    {
        var token = http.Credential.Read();
        var header = token.StartsWith(Bearer, StringComparison.Ordinal) ? token : Bearer + token;
        return request with { Headers = [new("Authorization", header)], Secrets = ShownSecrets.Of(header) };
    }
}
