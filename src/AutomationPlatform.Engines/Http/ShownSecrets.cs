using System.Globalization;
using System.Text;

namespace AutomationPlatform.Engines.Http;

/// <summary>What a request shows and no answer may bring back: some engines repeat what they were shown, and it must not get into
/// tables and logs that way. A value.</summary>
internal sealed class ShownSecrets
{
    /// <summary>Nothing.</summary>
    internal static readonly ShownSecrets None = Of([]);

    /// <summary>What is shorter than 6 characters is not cut: it would stand in words that mean something else.</summary>
    private const int Shortest = 6;

    /// <summary>What stands in the place of each byte of a secret where places must stay what they are.</summary>
    internal const byte Blot = (byte)'*';

    private const string Basic = "Basic ";

    // The longest first: what is left of one within another would still tell of it.
    private readonly string[] secrets;

    private ShownSecrets(IEnumerable<string> secrets) =>
        this.secrets = [
            .. secrets.Where(secret => secret.Length >= Shortest).Distinct().OrderByDescending(s => s.Length),
        ];

    /// <summary>Credentials and values of headers, with the parts of them that are secrets by themselves: what is behind a scheme,
    /// and what is behind a user.</summary>
    internal static ShownSecrets Of(params IEnumerable<string> shown) => new(shown.SelectMany(Parts));

    /// <summary>These and more.</summary>
    internal ShownSecrets And(params IEnumerable<string> shown) => new(secrets.Concat(shown.SelectMany(Parts)));

    /// <summary>The text with … in the place of each secret, whether it stands there plain or as JSON escapes it.</summary>
    internal string Cut(string text)
    {
        foreach (var secret in secrets)
            text = Cut(text, secret);
        return text;
    }

    /// <summary>What was thrown, to be kept as a cause; null when a secret stands in it: of what is no HTTP the beginning is told.
    /// </summary>
    internal Exception? Without(Exception cause)
    {
        var text = cause.ToString();
        return Cut(text) == text ? cause : null;
    }

    /// <summary>Puts <see cref="Blot"/> in the place of each byte of a secret in a text in UTF-8.</summary>
    internal void BlotOut(byte[] bytes)
    {
        var text = secrets.Length > 0 ? Encoding.Latin1.GetString(bytes) : "";
        foreach (var secret in secrets)
        {
            var written = Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(secret));
            for (var (at, length) = Find(text, written, 0); length > 0; (at, length) = Find(text, written, at + length))
                bytes.AsSpan(at, length).Fill(Blot);
        }
    }

    private static IEnumerable<string> Parts(string shown)
    {
        yield return shown;
        if (shown.IndexOf(' ') is >= 0 and var space)
            foreach (var part in Parts(shown[(space + 1)..]))
                yield return part;
        if (shown.IndexOf(':') is >= 0 and var colon)
            yield return shown[(colon + 1)..];
        if (shown.StartsWith(Basic, StringComparison.OrdinalIgnoreCase) && Decoded(shown[Basic.Length..]) is { } user)
            foreach (var part in Parts(user))
                yield return part;
    }

    private static string? Decoded(string base64)
    {
        var bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, bytes, out var count)
            ? Encoding.UTF8.GetString(bytes, 0, count)
            : null;
    }

    private static string Cut(string text, string secret)
    {
        var kept = new StringBuilder();
        var from = 0;
        for (var (at, length) = Find(text, secret, 0); length > 0; (at, length) = Find(text, secret, from))
        {
            kept.Append(text, from, at - from).Append('…');
            from = at + length;
        }
        return from == 0 ? text : kept.Append(text, from, text.Length - from).ToString();
    }

    // Where the secret stands next, and how long it is there; a length of 0 when it does not.
    private static (int At, int Length) Find(string text, string secret, int from)
    {
        while (text.AsSpan(from).IndexOfAny(secret[0], '\\') is >= 0 and var skipped)
        {
            from += skipped;
            var rest = text.AsSpan(from);
            var length = rest.StartsWith(secret, StringComparison.Ordinal)
                ? secret.Length
                : EscapedLength(rest, secret);
            if (length > 0)
                return (from, length);
            from++;
        }
        return (text.Length, 0);
    }

    private static int EscapedLength(ReadOnlySpan<char> text, string secret)
    {
        var length = 0;
        foreach (var expected in secret)
        {
            var (character, taken) = First(text[length..]);
            if (character != expected)
                return 0;
            length += taken;
        }
        return length;
    }

    // JSON may escape any character, and every engine chooses for itself which. Control characters are in no secret.
    private static (char? Character, int Taken) First(ReadOnlySpan<char> text) =>
        text switch
        {
            ['\\', 'u', _, _, _, _, ..] when IsHex(text[2..6], out var unit) => (unit, 6),
            ['\\', '"' or '\\' or '/', ..] => (text[1], 2),
            [var bare, ..] => (bare, 1),
            [] => (null, 0),
        };

    private static bool IsHex(ReadOnlySpan<char> digits, out char unit)
    {
        var isHex = ushort.TryParse(
            digits,
            NumberStyles.AllowHexSpecifier,
            CultureInfo.InvariantCulture,
            out var number
        );
        unit = (char)number;
        return isHex;
    }
}
