using System.Net.Http.Headers;
using System.Text;

namespace AutomationPlatform.Engines.Http;

/// <summary>A request to an engine. A value.</summary>
/// <param name="Method">The method. GET is tried again by itself; everything else is sent once.</param>
/// <param name="Address">Relative to the engine's URL, or absolute with the same origin.</param>
internal sealed record EngineRequest(HttpMethod Method, string Address)
{
    /// <summary>A JSON body; null for none.</summary>
    internal string? Json { get; init; }

    /// <summary>A form as the body; null for none.</summary>
    internal IReadOnlyList<KeyValuePair<string, string>>? Form { get; init; }

    /// <summary>More headers.</summary>
    internal IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>What it shows and no answer may bring back.</summary>
    internal ShownSecrets Secrets { get; init; } = ShownSecrets.None;

    /// <summary>Whether the engine has understood a request whose status is a failure's, told by the body of the answer: that is
    /// an answer like any other then, for which it is neither asked again nor left alone. Null when the status tells all.</summary>
    internal Func<string, bool>? IsUnderstood { get; init; }

    /// <summary>The media type that is wanted; JSON unless said otherwise.</summary>
    internal string Accept { get; init; } = "application/json";

    /// <summary>The largest answer that is read, in bytes.</summary>
    internal int AnswerLimit { get; init; } = EngineTransport.AnswerLimit;

    /// <summary>What is asked for.</summary>
    internal static EngineRequest Get(string address) => new(HttpMethod.Get, address);

    /// <summary>What is sent with a JSON body.</summary>
    internal static EngineRequest Post(string address, string json) => new(HttpMethod.Post, address) { Json = json };

    /// <summary>What is asked for, of many jobs at once.</summary>
    internal static EngineRequest List(string address) => Get(address) with { AnswerLimit = EngineTransport.ListLimit };

    internal HttpRequestMessage ToMessage(Uri url)
    {
        var message = new HttpRequestMessage(Method, url);
        message.Options.Set(EngineTransport.LimitOfAnswer, AnswerLimit);
        if (IsUnderstood is not null)
            message.Options.Set(EngineTransport.IsUnderstood, IsUnderstood);
        foreach (var (name, value) in Headers)
            message.Headers.TryAddWithoutValidation(name, value);
        message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(Accept));
        message.Content =
            Json is not null ? JsonBody(Json)
            : Form is not null ? new FormUrlEncodedContent(Form)
            : null;
        return message;
    }

    // JSON is UTF-8 by its own standard, and slurmrestd knows no media type with a parameter.
    private static ByteArrayContent JsonBody(string json) =>
        new(Encoding.UTF8.GetBytes(json)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
}
