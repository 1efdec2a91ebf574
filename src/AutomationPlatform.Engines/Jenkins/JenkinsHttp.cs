using System.Text;
using AutomationPlatform.Application.Orchestration;
using AutomationPlatform.Engines.Http;

namespace AutomationPlatform.Engines.Jenkins;

/// <summary>Requests to Jenkins as a user, with a crumb where it wants one.</summary>
/// <remarks>A token needs no crumb. A password does, and the crumb holds within the session in which it was given.</remarks>
internal sealed class JenkinsHttp(EngineHttp http)
{
    private const string CrumbWanted = "No valid crumb";

    /// <summary>Asks for a JSON document.</summary>
    internal Task<EngineResponse> GetAsync(string address, CancellationToken cancellationToken) =>
        http.SendAsync(EngineRequest.Get(address) with { Headers = [Authorization()] }, cancellationToken);

    /// <summary>Posts a form. What was refused for want of a crumb did nothing, and is sent once more with one.</summary>
    internal async Task<EngineResponse> PostAsync(
        string address,
        IReadOnlyList<KeyValuePair<string, string>> form,
        CancellationToken cancellationToken
    )
    {
        var request = new EngineRequest(HttpMethod.Post, address) { Form = form, Headers = [Authorization()] };
        var response = await http.SendAsync(request, cancellationToken);
        if ((int)response.Status != 403 || !response.Body.Contains(CrumbWanted, StringComparison.OrdinalIgnoreCase))
            return response;
        return await http.SendAsync(
            request with
            {
                Headers = [.. request.Headers, .. await CrumbAsync(cancellationToken)],
            },
            cancellationToken
        );
    }

    private async Task<IReadOnlyList<KeyValuePair<string, string>>> CrumbAsync(CancellationToken cancellationToken)
    {
        var response = await GetAsync("crumbIssuer/api/json", cancellationToken);
        var json = response.RequireJson();
        if (!json.TryGetProperty("crumb", out var crumb) || !json.TryGetProperty("crumbRequestField", out var field))
            throw response.Trouble(
                EngineTrouble.Forbidden,
                "an answer without a crumb",
                "use an API token in place of a password"
            );
        var headers = new List<KeyValuePair<string, string>> { new(field.ToString(), crumb.ToString()) };
        if (response.Header("Set-Cookie") is { } session)
            headers.Add(new("Cookie", session.Split(';')[0]));
        return headers;
    }

    private KeyValuePair<string, string> Authorization()
    {
        var secret = http.Credential.Read();
        if (!secret.Contains(':'))
            throw new EngineException(
                EngineTrouble.Misconfigured,
                http.Engine.Name,
                $"credential {http.Credential.Reference}",
                "it is not of the form user:token",
                "write the user's name, a colon, and an API token of that user"
            );
        return new("Authorization", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)));
    }
}
