using System.Text;

namespace AutomationPlatform.Engines.Http;

/// <summary>Reads answers to their end, so that a slow or cut one counts as what it is, and makes them legible.</summary>
internal sealed class WholeAnswer(TimeProvider clock) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        var response = await base.SendAsync(request, cancellationToken);
        if (EngineTransport.Streams(request))
            return response;
        try
        {
            var limit = request.Options.TryGetValue(EngineTransport.LimitOfAnswer, out var own)
                ? own
                : EngineTransport.AnswerLimit;
            await ReadAsync(response.Content, limit, cancellationToken);
        }
        catch
        {
            response.Dispose();
            throw;
        }
        response.Headers.Date ??= clock.GetUtcNow();
        return response;
    }

    /// <summary>Reads a body to its end, and makes it legible.</summary>
    internal static async Task ReadAsync(HttpContent content, int limit, CancellationToken cancellationToken)
    {
        await content.LoadIntoBufferAsync(limit, cancellationToken);
        ForgetUnknownCharset(content);
    }

    // An encoding that nobody knows would keep the answer from being read at all; without one it is taken for UTF-8.
    private static void ForgetUnknownCharset(HttpContent content)
    {
        if (content.Headers.ContentType is not { CharSet: { } name } type)
            return;
        try
        {
            Encoding.GetEncoding(name.Trim('"'));
        }
        catch (Exception unknown) when (unknown is ArgumentException or NotSupportedException)
        {
            type.CharSet = null;
        }
    }
}
