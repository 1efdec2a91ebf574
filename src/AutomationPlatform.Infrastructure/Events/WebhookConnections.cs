using AutomationPlatform.Application.Events;

namespace AutomationPlatform.Infrastructure.Events;

/// <summary>Connections to receivers, made only to addresses that events may be sent to. Thread-safe; dispose it.</summary>
/// <remarks>
/// The address is looked at when the connection is made, among those that the name gave just then: a name that answers
/// differently a moment later is no way round. Webhooks that may use private networks and those that may not share no
/// connection.
/// </remarks>
internal sealed class WebhookConnections : IDisposable
{
    /// <summary>The longest that connecting may take, name resolution included: 5 s.</summary>
    internal static readonly TimeSpan ConnectWithin = TimeSpan.FromSeconds(5);

    /// <summary>How long a connection is used before the name is resolved anew: 2 min.</summary>
    internal static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(2);

    /// <summary>The most kilobytes of headers that a receiver may answer with: 16.</summary>
    internal const int HeaderKilobytes = 16;

    private readonly HttpClient open = Client(allowsPrivateNetwork: false);
    private readonly HttpClient closed = Client(allowsPrivateNetwork: true);

    /// <summary>Sends a request; the body is left to be read.</summary>
    internal Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        bool allowsPrivateNetwork,
        CancellationToken cancellationToken
    ) =>
        (allowsPrivateNetwork ? closed : open).SendAsync(
            request,
            HttpCompletionOption.ResponseHeadersRead,
            cancellationToken
        );

    public void Dispose()
    {
        open.Dispose();
        closed.Dispose();
    }

    private static HttpClient Client(bool allowsPrivateNetwork) =>
        new(
            new SocketsHttpHandler
            {
                // A proxy would make the connection in our place, to wherever it likes.
                UseProxy = false,
                AllowAutoRedirect = false,
                UseCookies = false,
                ActivityHeadersPropagator = null,
                ConnectTimeout = ConnectWithin,
                PooledConnectionLifetime = ConnectionLifetime,
                MaxResponseHeadersLength = HeaderKilobytes,
                ConnectCallback = (context, token) =>
                    WebhookSocket.ConnectAsync(context.DnsEndPoint, allowsPrivateNetwork, token),
            }
        )
        {
            Timeout = DeliveryLimits.Attempt,
        };
}
