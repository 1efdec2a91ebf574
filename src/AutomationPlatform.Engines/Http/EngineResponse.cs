using System.Net;
using System.Text.Json;
using AutomationPlatform.Application.Orchestration;

namespace AutomationPlatform.Engines.Http;

/// <summary>What an engine answered.</summary>
/// <param name="engine">The engine.</param>
/// <param name="asked">What was asked, for people.</param>
/// <param name="message">The answer, read to its end.</param>
/// <param name="body">Its body as text, without secrets.</param>
/// <param name="secrets">What it may not repeat.</param>
internal sealed class EngineResponse(
    EngineConnection engine,
    string asked,
    HttpResponseMessage message,
    string body,
    ShownSecrets secrets
)
{
    /// <summary>How much of an answer an error repeats, in characters: 300.</summary>
    private const int QuoteLimit = 300;

    /// <summary>The longest wait that an engine is granted: 1 hour. It may ask for more, and is asked again all the same.</summary>
    private static readonly TimeSpan LongestPatience = TimeSpan.FromHours(1);

    private readonly Lazy<JsonElement?> json = new(() => ReadableJson.TryParse(body));

    internal HttpStatusCode Status => message.StatusCode;

    /// <summary>What was asked, for people: method and address without its query.</summary>
    internal string Asked => asked;

    internal string Body => body;

    internal bool IsSuccess => message.IsSuccessStatusCode;

    /// <summary>The first value of a header of the answer or its body, without secrets; null when it is not there.</summary>
    internal string? Header(string name) => Headers(name).FirstOrDefault() is { } value ? secrets.Cut(value) : null;

    /// <summary>Every value of a header of the answer or its body, as it came.</summary>
    internal IEnumerable<string> Headers(string name) =>
        message.Headers.TryGetValues(name, out var values) || message.Content.Headers.TryGetValues(name, out values)
            ? values
            : [];

    /// <summary>The body byte by byte as it came, except that secrets are blotted out.</summary>
    internal byte[] Bytes()
    {
        using var stream = new MemoryStream();
        message.Content.CopyTo(stream, context: null, CancellationToken.None);
        var bytes = stream.ToArray();
        secrets.BlotOut(bytes);
        return bytes;
    }

    /// <summary>Goes on with an answer that is a success.</summary>
    /// <exception cref="EngineException">It is none.</exception>
    internal EngineResponse RequireSuccess() => IsSuccess ? this : throw Trouble();

    /// <summary>The body as JSON; null when it is none.</summary>
    internal JsonElement? TryJson() => json.Value;

    /// <summary>The body of a success as a JSON object.</summary>
    /// <exception cref="EngineException">It is no success, or no JSON object.</exception>
    internal JsonElement RequireJson() =>
        RequireSuccess().TryJson() is { ValueKind: JsonValueKind.Object } json
            ? json
            : throw Trouble(
                EngineTrouble.Unclear,
                $"{(int)Status} with a body that is no JSON object: {Quote()}",
                "check that --url is the address of its API"
            );

    /// <summary>The error that this answer means.</summary>
    internal EngineException Trouble() =>
        (int)Status switch
        {
            401 or 403 => Trouble(
                EngineTrouble.Forbidden,
                Line(),
                $"check the credential {engine.Credential ?? "(none was given)"} and what it permits"
            ),
            404 => Trouble(
                EngineTrouble.Missing,
                Line(),
                "check that it is still there and that the credential may see it"
            ),
            407 => Trouble(
                EngineTrouble.Refused,
                Line(),
                "the proxy asks for a user, which it cannot be given: correct the setting proxy, or set it to none"
            ),
            429 => Trouble(EngineTrouble.Busy, Line(), "it is asked again later"),
            408 or >= 500 => Trouble(EngineTrouble.Unclear, Line(), "it is asked again; see the engine's own log"),
            >= 300 and < 400 => Trouble(
                EngineTrouble.Refused,
                $"{(int)Status} to {Target()}",
                "redirects are not followed; add the engine with the address it moved to"
            ),
            _ => Trouble(EngineTrouble.Refused, Line(), "correct what was asked for; sending it again does not help"),
        };

    /// <summary>An error of another kind than the status alone says.</summary>
    internal EngineException Trouble(EngineTrouble kind, string answer, string remedy) =>
        new(kind, engine.Name, asked, OneLine.Of(secrets.Cut(answer)), remedy) { RetryAfter = RetryAfter() };

    /// <summary>Status and beginning of the body, in one line.</summary>
    internal string Line() => $"{(int)Status} {Quote()}".TrimEnd();

    // A date is compared with the engine's own clock: ours may be another.
    private TimeSpan? RetryAfter()
    {
        var wait = message.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - (message.Headers.Date ?? date),
            _ => TimeSpan.Zero,
        };
        return wait <= TimeSpan.Zero ? null
            : wait < LongestPatience ? wait
            : LongestPatience;
    }

    private string Target() => message.Headers.Location is { } target ? Address.Of(target) : "nowhere";

    private string Quote() => OneLine.Of(body.Contains('<') ? Tagless.Of(body) : body, QuoteLimit);
}
