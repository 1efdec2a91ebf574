using System.Net;
using System.Text;
using AutomationPlatform.Application;
using AutomationPlatform.Application.Events;

namespace AutomationPlatform.Infrastructure.Events;

/// <summary>Posts events to webhooks. Thread-safe; dispose it.</summary>
internal sealed class WebhookDeliverer(TimeProvider clock) : IDeliverer, IDisposable
{
    /// <summary>How many bytes of an answer are read, only to be quoted: 1,024.</summary>
    internal const int AnswerBytes = 1_024;

    private readonly WebhookConnections connections = new();

    public SubscriptionKind Kind => SubscriptionKind.Webhook;

    public int AtOnce => 8;

    public string? Refusal(Subscription subscription)
    {
        try
        {
            WebhookSecret.Resolve(subscription.Secret!);
            return null;
        }
        catch (InvalidInputException missing)
        {
            return missing.Message;
        }
    }

    public async Task<DeliveryAnswer> DeliverAsync(
        Subscription subscription,
        Delivery delivery,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var key = WebhookSecret.Resolve(subscription.Secret!);
            using var request = WebhookMessage.Request(new Uri(subscription.Target), delivery, key, clock.GetUtcNow());
            using var response = await connections.SendAsync(
                request,
                subscription.AllowsPrivateNetwork,
                cancellationToken
            );
            return await AnswerAsync(response, cancellationToken);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new DeliveryAnswer($"no answer within {DeliveryLimits.Attempt.TotalSeconds:0} s");
        }
        catch (Exception trouble) when (trouble is HttpRequestException or IOException or InvalidInputException)
        {
            return new DeliveryAnswer(Text(trouble));
        }
    }

    public void Dispose() => connections.Dispose();

    private async Task<DeliveryAnswer> AnswerAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.IsSuccessStatusCode)
            return DeliveryAnswer.Taken;
        var status = $"answered {(int)response.StatusCode} {response.ReasonPhrase}".TrimEnd();
        return response.StatusCode switch
        {
            HttpStatusCode.Gone => new DeliveryAnswer(status, PauseReason: $"the receiver {status}: it wants no more"),
            >= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest => new DeliveryAnswer(
                $"{status}; redirects are not followed: add the webhook with its final URL"
            ),
            _ => new DeliveryAnswer(await QuoteAsync(status, response, cancellationToken), RetryAfter(response)),
        };
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response) =>
        response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date > clock.GetUtcNow() ? date - clock.GetUtcNow() : null,
            _ => null,
        };

    private static async Task<string> QuoteAsync(
        string status,
        HttpResponseMessage response,
        CancellationToken cancellationToken
    )
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(WebhookConnections.ConnectWithin);
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(limit.Token);
            var bytes = new byte[AnswerBytes];
            var count = await body.ReadAtLeastAsync(bytes, AnswerBytes, throwOnEndOfStream: false, limit.Token);
            var said = Encoding.UTF8.GetString(bytes, 0, count).Trim();
            return said.Length == 0 ? status : $"{status}: {said}";
        }
        catch (Exception trouble)
            when (trouble is IOException or HttpRequestException
                || (trouble is OperationCanceledException && !cancellationToken.IsCancellationRequested)
            )
        {
            return $"{status}, and its body could not be read";
        }
    }

    // What refused or failed is inside; what is outside only says that a request was sent.
    private static string Text(Exception trouble) => (trouble.InnerException ?? trouble).Message;
}
