using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using AutomationPlatform.Application.Orchestration;
using AutomationPlatform.Engines.Http;

namespace AutomationPlatform.Engines.Airflow;

/// <summary>Requests to Airflow with a bearer token: the credential itself, or one that it gives for user and password.</summary>
internal sealed class AirflowHttp(EngineHttp http)
{
    private volatile GivenToken? given;

    /// <summary>Sends a request. A token that has expired is asked for anew, once.</summary>
    /// <exception cref="EngineException">There was no answer, or user and password are not accepted.</exception>
    internal async Task<EngineResponse> SendAsync(EngineRequest request, CancellationToken cancellationToken)
    {
        var secret = http.Credential.Read();
        if (!secret.Contains(':'))
            return await http.SendAsync(With(request, secret, secret), cancellationToken);
        var token = given is { } known && known.IsFor(secret) ? known : null;
        if (token is not null)
        {
            var response = await http.SendAsync(With(request, token.Text, secret), cancellationToken);
            if ((int)response.Status != 401)
                return response;
        }
        token = given = await LogInAsync(secret, cancellationToken);
        return await http.SendAsync(With(request, token.Text, secret), cancellationToken);
    }

    private async Task<GivenToken> LogInAsync(string secret, CancellationToken cancellationToken)
    {
        var parts = secret.Split(':', 2);
        var body = new JsonObject { ["username"] = parts[0], ["password"] = parts[1] }.ToJsonString();
        // What it does not accept, it repeats in its answer.
        var request = EngineRequest.Post("auth/token", body) with
        {
            Secrets = ShownSecrets.Of(secret),
        };
        var response = await http.SendAsync(request, cancellationToken);
        if ((int)response.Status is 401 or 403)
            throw response.Trouble(
                EngineTrouble.Forbidden,
                response.Line(),
                $"it does not accept user and password of the credential {http.Credential.Reference}; correct them"
            );
        return response.RequireJson().Text("access_token") is { Length: > 0 } text
            ? new GivenToken(text, secret)
            : throw response.Trouble(
                EngineTrouble.Forbidden,
                "an answer without a token",
                $"check the credential {http.Credential.Reference}"
            );
    }

    private static EngineRequest With(EngineRequest request, string token, string secret) =>
        request with
        {
            Headers = [new("Authorization", "Bearer " + token)],
            Secrets = ShownSecrets.Of(token, secret),
        };

    /// <summary>A token, and by its hash the secret that it was given for: a renewed one holds at once.</summary>
    private sealed class GivenToken(string text, string secret)
    {
        private readonly byte[] hash = Hash(secret);

        internal string Text => text;

        internal bool IsFor(string other) => CryptographicOperations.FixedTimeEquals(hash, Hash(other));

        private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
    }
}
