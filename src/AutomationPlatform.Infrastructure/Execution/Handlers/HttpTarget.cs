using AutomationPlatform.Application;
using AutomationPlatform.Domain.Definition;

namespace AutomationPlatform.Infrastructure.Execution.Handlers;

/// <summary>Where items are sent and with which headers, their secrets resolved. Immutable.</summary>
/// <param name="Url">The whole URL, which may hold secrets in its query.</param>
/// <param name="Name">The URL for people: without user and query.</param>
/// <param name="Headers">The headers to send; values may be secrets.</param>
internal sealed record HttpTarget(Uri Url, string Name, IReadOnlyList<(string Name, string Value)> Headers)
{
    internal const string IdempotencyKey = "Idempotency-Key";
    internal const string Traceparent = "traceparent";

    // What the platform or the protocol sets; a second value would contradict the first.
    private static readonly string[] Reserved = [IdempotencyKey, Traceparent, "Transfer-Encoding", "Connection"];

    /// <summary>Checks a definition and takes the secrets it refers to from the worker's environment.</summary>
    /// <exception cref="InvalidInputException">The URL or a header cannot be used; the message never holds a header's value.</exception>
    internal static HttpTarget Of(HttpHandlerDefinition http)
    {
        if (!http.Url.IsAbsoluteUri || http.Url.Scheme is not ("http" or "https"))
            throw new InvalidInputException("handler.http.url: it must be an absolute http or https URL");
        if (http.Url.UserInfo.Length > 0)
            throw new InvalidInputException(
                "handler.http.url: it holds a user or password; send the header Authorization: \"env:NAME\" instead"
            );
        var name = http.Url.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);
        return new HttpTarget(http.Url, name, [.. http.Headers.Select(Header)]);
    }

    private static (string Name, string Value) Header(NamedValue header)
    {
        var place = $"handler.http.headers.{header.Name}";
        var value = HandlerEnvironment.Resolve(header.Value, place);
        if (Reserved.Contains(header.Name, StringComparer.OrdinalIgnoreCase))
            throw new InvalidInputException($"{place}: the platform sets this header itself; take it out");
        if (value.Any(character => character is < ' ' or > '~'))
            throw new InvalidInputException($"{place}: its value holds a line break or a character that is not ASCII");
        using var probe = new HttpRequestMessage();
        return probe.Headers.TryAddWithoutValidation(header.Name, value)
            ? (header.Name, value)
            : throw new InvalidInputException($"{place}: it is not the name of a header of requests");
    }
}
