using AutomationPlatform.Application.Orchestration;

namespace AutomationPlatform.Engines.Http;

// Streaming: answers that go on for as long as somebody listens.
internal sealed partial class EngineHttp
{
    /// <summary>Sends a request once, and gives its answer while it comes. The engine's time-out holds until it begins.</summary>
    /// <exception cref="EngineException">There was no answer, or it is no success.</exception>
    internal Task<EngineStream> OpenAsync(EngineRequest request, CancellationToken cancellationToken) =>
        AskAsync(
            request,
            async (message, asked) =>
            {
                message.Options.Set(EngineTransport.IsStream, true);
                var response = await invoker.SendAsync(message, cancellationToken);
                return response.IsSuccessStatusCode
                    ? new EngineStream(
                        engine,
                        asked,
                        response,
                        await response.Content.ReadAsStreamAsync(cancellationToken),
                        request.Secrets
                    )
                    : throw await RefusalAsync(request, response, asked, cancellationToken);
            },
            cancellationToken
        );

    // What refuses is short: it is read as any other answer, but not for longer.
    private async Task<EngineException> RefusalAsync(
        EngineRequest request,
        HttpResponseMessage response,
        string asked,
        CancellationToken cancellationToken
    )
    {
        using (response)
        using (var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken))
        {
            limit.CancelAfter(EngineDefaults.Request);
            await WholeAnswer.ReadAsync(response.Content, EngineTransport.AnswerLimit, limit.Token);
            return (await AnswerAsync(request, response, asked, limit.Token)).Trouble();
        }
    }
}
