using System.Collections.Frozen;

namespace AutomationPlatform.JsonSchema.Formats;

/// <summary>The formats that can be asserted, by name.</summary>
internal static class KnownFormats
{
    private static readonly FrozenDictionary<string, Format> Formats = new Dictionary<string, Format>(
        StringComparer.Ordinal
    )
    {
        ["date-time"] = new("a date and time such as 2026-01-31T08:30:00Z", DateTimeFormats.IsDateTime),
        ["date"] = new("a date such as 2026-01-31", DateTimeFormats.IsDate),
        ["time"] = new("a time with its offset such as 08:30:00Z", DateTimeFormats.IsTime),
        ["duration"] = new("a duration such as P1DT12H", DurationFormat.IsDuration),
        ["email"] = new("an e-mail address", EmailFormats.IsEmail),
        ["idn-email"] = new("an e-mail address", EmailFormats.IsInternationalEmail),
        ["hostname"] = new("a host name", HostNameFormat.IsHostName),
        ["ipv4"] = new("an IPv4 address", IpFormats.IsIpv4),
        ["ipv6"] = new("an IPv6 address", IpFormats.IsIpv6),
        ["uri"] = new("a URI", UriFormats.IsUri),
        ["uri-reference"] = new("a URI reference", UriFormats.IsUriReference),
        ["iri"] = new("an IRI", UriFormats.IsIri),
        ["iri-reference"] = new("an IRI reference", UriFormats.IsIriReference),
        ["uri-template"] = new("a URI template", UriTemplateFormat.IsUriTemplate),
        ["uuid"] = new("a UUID", IdentifierFormats.IsUuid),
        ["json-pointer"] = new("a JSON Pointer", IdentifierFormats.IsJsonPointer),
        ["relative-json-pointer"] = new("a relative JSON Pointer", IdentifierFormats.IsRelativeJsonPointer),
        ["regex"] = new("a regular expression", IdentifierFormats.IsRegex),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The names of all formats known.</summary>
    public static IReadOnlyCollection<string> Names => Formats.Keys;

    /// <summary>The format of this name, or null.</summary>
    public static Format? Find(string name) => Formats.GetValueOrDefault(name);
}
