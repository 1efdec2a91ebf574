using System.Net;
using System.Text.Json;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Infrastructure.Execution.Handlers;

/// <summary>What was read of a response's body: at most <see cref="HandlerAnswer.MaximumBytes"/>.</summary>
/// <param name="Bytes">The beginning, or all of it.</param>
/// <param name="Exceeded">True when there was more.</param>
internal sealed record HttpBody(ReadOnlyMemory<byte> Bytes, bool Exceeded)
{
    internal static async Task<HttpBody> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        var expected = Math.Min(content.Headers.ContentLength ?? 0, HandlerAnswer.MaximumBytes);
        var kept = new MemoryStream((int)expected);
        var buffer = new byte[16 * 1024];
        while (await stream.ReadAsync(buffer, cancellationToken) is var count and > 0)
        {
            if (kept.Length + count > HandlerAnswer.MaximumBytes)
                return new HttpBody(kept.ToArray(), Exceeded: true);
            await kept.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
        }
        return new HttpBody(kept.ToArray(), Exceeded: false);
    }
}

/// <summary>Turns a service's response, which is not trusted, into an outcome.</summary>
internal static class HttpAnswer
{
    internal static ItemOutcome Of(HttpResponseMessage response, HttpBody body, string target, DateTimeOffset now)
    {
        var text = body.Exceeded ? null : HandlerAnswer.Decode(body.Bytes.Span);
        if (response.IsSuccessStatusCode)
            return body.Exceeded ? HandlerAnswer.TooLarge() : HandlerAnswer.Result(text);
        var status = (int)response.StatusCode;
        var said = SaidOf(text);
        var message = $"{target} answered {status} {response.StatusCode}{(said is null ? "." : ": " + said)}";
        return status switch
        {
            401 or 403 or 404 or 405 => new ItemTurnedAway($"{message} {RemedyFor(response.StatusCode)}"),
            400 or 409 or 410 or 413 or 415 or 422 => new ItemFailed(
                CodeOf(text) ?? ErrorCodes.Http(status),
                message,
                FailureKind.Business
            ),
            _ => new ItemFailed(ErrorCodes.Http(status), message, FailureKind.Technical, RetryAfter(response, now)),
        };
    }

    private static string RemedyFor(HttpStatusCode status) =>
        status switch
        {
            HttpStatusCode.NotFound => "Check handler.http.url, apply the definition, and start a run anew.",
            HttpStatusCode.MethodNotAllowed => "Check that handler.http.url names what accepts POST.",
            _ => "Check the credentials in handler.http.headers, then resume the run.",
        };

    private static TimeSpan? RetryAfter(HttpResponseMessage response, DateTimeOffset now) =>
        response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date > now ? date - now : TimeSpan.Zero,
            _ => null,
        };

    // Services commonly answer with problem details (RFC 9457), or with code and message as processes do.
    private static string? SaidOf(string? text) =>
        string.IsNullOrEmpty(text) ? null
        : ObjectOf(text) is { } said
            ? HandlerAnswer.Text(said, "message")
                ?? HandlerAnswer.Text(said, "detail")
                ?? HandlerAnswer.Text(said, "title")
        : HandlerAnswer.Quote(text);

    private static string? CodeOf(string? text) =>
        !string.IsNullOrEmpty(text) && ObjectOf(text) is { } said ? HandlerAnswer.Text(said, "code") : null;

    private static JsonElement? ObjectOf(string text)
    {
        try
        {
            return Payload.Parse(text).Element is { ValueKind: JsonValueKind.Object } said ? said : null;
        }
        catch (PayloadException)
        {
            // Not every service explains itself in JSON; what it said is then quoted as it is.
            return null;
        }
    }
}
