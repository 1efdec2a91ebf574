using System.Globalization;
using System.Text;
using AutomationPlatform.Application.Orchestration;
using AutomationPlatform.Engines.Http;

namespace AutomationPlatform.Engines.Jenkins;

/// <summary>Requests to Jenkins as a user, with a crumb where it wants one.</summary>
/// <remarks>A token needs no crumb. A password does, and the crumb holds within the session in which it was given.</remarks>
internal sealed class JenkinsHttp(EngineHttp http)
{
    private const string CrumbWanted = "No valid crumb";

    /// <summary>The address below which all others are, for people.</summary>
    internal string Root => Address.Of(http.Root);

    /// <summary>Asks for a JSON document.</summary>
    internal Task<EngineResponse> GetAsync(string address, CancellationToken cancellationToken) =>
        http.SendAsync(Authorized(EngineRequest.Get(address)), cancellationToken);

    /// <summary>Posts a form. What was refused for want of a crumb did nothing, and is sent once more with one.</summary>
    internal async Task<EngineResponse> PostAsync(
        string address,
        IReadOnlyList<KeyValuePair<string, string>> form,
        CancellationToken cancellationToken
    )
    {
        var request = Authorized(new EngineRequest(HttpMethod.Post, address) { Form = form });
        var response = await http.SendAsync(request, cancellationToken);
        if ((int)response.Status != 403 || !response.Body.Contains(CrumbWanted, StringComparison.OrdinalIgnoreCase))
            return response;
        var crumb = await CrumbAsync(cancellationToken);
        return await http.SendAsync(
            request with
            {
                Headers = [.. request.Headers, .. crumb],
                Secrets = request.Secrets.And(crumb.SelectMany(header => ValuesIn(header.Value))),
            },
            cancellationToken
        );
    }

    /// <summary>Takes an item out of the queue.</summary>
    /// <returns>False when it is not there, or not any more.</returns>
    internal async Task<bool> TakeOutAsync(long item, CancellationToken cancellationToken)
    {
        var response = await PostAsync($"queue/cancelItem?id={item}", [], cancellationToken);
        if ((int)response.Status == 404)
            return false;
        if ((int)response.Status == 422)
            throw response.Trouble(
                EngineTrouble.Forbidden,
                response.Line(),
                $"give the user of {http.Credential.Reference} the permission Cancel on the job"
            );
        // Older versions lead to a page whether they could or not: how it stands is asked next.
        if ((int)response.Status != 302)
            response.RequireSuccess();
        return true;
    }

    /// <summary>Asks a build to stop, harder in each round. That it has ended, or is gone, is no error.</summary>
    internal async Task StopAsync(string build, int round, CancellationToken cancellationToken)
    {
        var verb = round switch
        {
            0 => "stop",
            1 => "term",
            _ => "kill",
        };
        var response = await PostAsync($"{build}{verb}", [], cancellationToken);
        // Only a pipeline knows the harder ways.
        if ((int)response.Status == 404 && round > 0)
            response = await PostAsync($"{build}stop", [], cancellationToken);
        if (!response.IsSuccess && (int)response.Status is not (302 or 404))
            throw response.Trouble();
    }

    /// <summary>Reads on in the log of a build.</summary>
    /// <remarks>The place is one in its file, and the text is another length than what it was made of: only Jenkins can tell the
    /// next place.</remarks>
    internal async Task<JobLogPiece> ReadLogAsync(string build, long offset, CancellationToken cancellationToken)
    {
        var request = EngineRequest.Get($"{build}logText/progressiveText?start={offset}") with
        {
            Accept = "text/plain",
        };
        var response = (await http.SendAsync(Authorized(request), cancellationToken)).RequireSuccess();
        if (
            !long.TryParse(
                response.Header("X-Text-Size"),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var size
            )
        )
            throw response.Trouble(
                EngineTrouble.Unclear,
                $"{(int)response.Status} without a header X-Text-Size that is a number",
                "check that nothing between here and Jenkins removes it"
            );
        // Of a log that is shorter than that, the whole is given.
        return size <= offset
            ? new JobLogPiece("", offset)
            : new JobLogPiece(response.Body.Replace("\r\n", "\n"), size);
    }

    /// <summary>Whether an answer sends us to this address instead of doing what was asked.</summary>
    internal bool LeadsTo(EngineResponse response, string address) =>
        (int)response.Status is 301 or 302 or 307 or 308
        && response.Header("Location") is { } location
        && Uri.TryCreate(http.Resolve(address), location, out var target)
        && target.AbsolutePath.TrimEnd('/') == http.Resolve(address).AbsolutePath.TrimEnd('/');

    private async Task<IReadOnlyList<KeyValuePair<string, string>>> CrumbAsync(CancellationToken cancellationToken)
    {
        var response = await GetAsync("crumbIssuer/api/json", cancellationToken);
        // What is refused or not there would pass for the answer to what was to be posted.
        if ((int)response.Status is >= 300 and < 500 and not (408 or 429))
            throw NoCrumb(response, response.Line());
        var json = JenkinsAnswer.Of(response);
        if (json.Text("crumb") is not { } crumb || json.Text("crumbRequestField") is not { } field)
            throw NoCrumb(response, "an answer without a crumb");
        var headers = new List<KeyValuePair<string, string>> { new(field, crumb) };
        // Its session, and what leads a balancer to the same controller.
        var cookies = string.Join("; ", response.Headers("Set-Cookie").Select(cookie => cookie.Split(';')[0].Trim()));
        if (cookies.Length > 0)
            headers.Add(new("Cookie", cookies));
        return headers.TrueForAll(header => (header.Key + header.Value).All(c => c is >= ' ' and <= '~'))
            ? headers
            : throw NoCrumb(response, "a crumb that cannot be sent back");
    }

    // A crumb is one, and of cookies there may be many.
    private static IEnumerable<string> ValuesIn(string header) =>
        header.Split("; ").Select(each => each[(each.IndexOf('=') + 1)..]);

    private static EngineException NoCrumb(EngineResponse response, string answer) =>
        response.Trouble(EngineTrouble.Forbidden, answer, "use an API token in place of a password");

    private EngineRequest Authorized(EngineRequest request)
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
        var header = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(secret));
        return request with { Headers = [new("Authorization", header)], Secrets = ShownSecrets.Of(header) };
    }
}
