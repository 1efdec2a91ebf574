using System.Net;
using System.Net.Sockets;

namespace AutomationPlatform.Infrastructure.Events;

/// <summary>Connects to a receiver, at an address that events may be sent to.</summary>
internal static class WebhookSocket
{
    internal static async ValueTask<Stream> ConnectAsync(
        DnsEndPoint target,
        bool allowsPrivateNetwork,
        CancellationToken cancellationToken
    )
    {
        var addresses = await Dns.GetHostAddressesAsync(target.Host, cancellationToken);
        string? refusal = null;
        var allowed = new List<IPAddress>(addresses.Length);
        foreach (var address in addresses)
            if (WebhookAddress.Refusal(address, allowsPrivateNetwork) is { } why)
                refusal ??= why;
            else
                allowed.Add(address);
        if (allowed.Count == 0)
            throw new WebhookRefusedException(refusal ?? $"{target.Host} has no address");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync([.. allowed], target.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

/// <summary>No connection is made there; the message says why.</summary>
/// <param name="why">Why not.</param>
internal sealed class WebhookRefusedException(string why) : Exception(why);
