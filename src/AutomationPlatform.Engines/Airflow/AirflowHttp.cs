using System.Text.Json.Nodes;
using AutomationPlatform.Application.Orchestration;
using AutomationPlatform.Engines.Http;

namespace AutomationPlatform.Engines.Airflow;

/// <summary>Requests to Airflow with a bearer token: the credential itself, or one that it gives for user and password.</summary>
internal sealed class AirflowHttp(EngineHttp http)
{
    private volatile string? given;

    /// <summary>Sends a request. A token that has expired is asked for anew, once.</summary>
    internal async Task<EngineResponse> SendAsync(EngineRequest request, CancellationToken cancellationToken)
    {
        var secret = http.Credential.Read();
        if (!secret.Contains(':'))
            return await http.SendAsync(With(request, secret), cancellationToken);
        var response = await http.SendAsync(
            With(request, given ??= await LogInAsync(secret, cancellationToken)),
            cancellationToken
        );
        if ((int)response.Status != 401)
            return response;
        given = await LogInAsync(secret, cancellationToken);
        return await http.SendAsync(With(request, given), cancellationToken);
    }

    private async Task<string> LogInAsync(string secret, CancellationToken cancellationToken)
    {
        var parts = secret.Split(':', 2);
        var body = new JsonObject { ["username"] = parts[0], ["password"] = parts[1] }.ToJsonString();
        var response = await http.SendAsync(EngineRequest.Post("auth/token", body), cancellationToken);
        return
            response.RequireJson().TryGetProperty("access_token", out var token)
            && token.GetString() is { Length: > 0 } text
            ? text
            : throw response.Trouble(
                EngineTrouble.Forbidden,
                "an answer without a token",
                $"check the credential {http.Credential.Reference}"
            );
    }

    private static EngineRequest With(EngineRequest request, string token) =>
        request with
        {
            Headers = [new("Authorization", "Bearer " + token)],
        };
}
