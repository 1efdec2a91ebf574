using System.Net;
using System.Net.Sockets;
using AutomationPlatform.Application;

namespace AutomationPlatform.Infrastructure.Events;

/// <summary>Where a webhook may lead. Pure.</summary>
internal static class WebhookAddress
{
    /// <summary>The longest URL, in characters: 2,000.</summary>
    internal const int UrlLimit = 2_000;

    // Addresses that are not of the public internet, by their registries.
    private static readonly IPNetwork[] NotPublic =
    [
        .. Networks(
            "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 "
                + "192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4 "
                + "2001::/23 2001:db8::/32 2002::/16 3fff::/20"
        ),
    ];

    // Every public IPv6 address is in here.
    private static readonly IPNetwork PublicIpv6 = IPNetwork.Parse("2000::/3");

    // What a permission for private networks opens; neither link-local addresses nor a cloud's metadata are among them.
    private static readonly IPNetwork[] Private =
    [
        .. Networks("10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 172.16.0.0/12 192.168.0.0/16 ::1/128 fc00::/7"),
    ];

    private static readonly IPAddress MetadataIpv6 = IPAddress.Parse("fd00:ec2::254");

    /// <summary>Refuses a URL that no event may be sent to, as far as the URL itself tells.</summary>
    /// <exception cref="InvalidInputException">It is not absolute, of another scheme, holds a password, or leads where it may not.</exception>
    internal static void Check(Uri url, bool allowsPrivateNetwork)
    {
        ArgumentNullException.ThrowIfNull(url);
        if (!url.IsAbsoluteUri || url.Scheme is not ("https" or "http") || url.AbsoluteUri.Length > UrlLimit)
            throw new InvalidInputException(
                $"webhook: its URL must be absolute, https, and at most {UrlLimit} characters long"
            );
        var name = url.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped);
        if (url.UserInfo.Length > 0)
            throw new InvalidInputException(
                $"webhook {name}: its URL holds a user or password; receivers know us by the signature"
            );
        if (url.Scheme == "http" && !allowsPrivateNetwork)
            throw new InvalidInputException(
                $"webhook {name}: plain http is for private networks; use https, or add --allow-private-network"
            );
        if (IPAddress.TryParse(url.DnsSafeHost, out var address) && Refusal(address, allowsPrivateNetwork) is { } why)
            throw new InvalidInputException($"webhook {name}: {why}");
    }

    /// <summary>Why no connection to this address may be made; null when one may.</summary>
    internal static string? Refusal(IPAddress address, bool allowsPrivateNetwork)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        if (IsPublic(plain))
            return null;
        var isPrivate = Private.Any(network => network.Contains(plain)) && !plain.Equals(MetadataIpv6);
        if (!isPrivate)
            return $"{plain} is not an address of the public internet; events are not sent there";
        return allowsPrivateNetwork
            ? null
            : $"{plain} is in a private network; if that is meant, add the webhook with --allow-private-network";
    }

    private static bool IsPublic(IPAddress address) =>
        (address.AddressFamily == AddressFamily.InterNetwork || PublicIpv6.Contains(address))
        && !NotPublic.Any(network => network.Contains(address));

    private static IEnumerable<IPNetwork> Networks(string list) =>
        list.Split(' ').Select(text => IPNetwork.Parse(text));
}
