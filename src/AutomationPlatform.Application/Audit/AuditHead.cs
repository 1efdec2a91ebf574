using System.Globalization;

namespace AutomationPlatform.Application.Audit;

/// <summary>The heads of both chains as one text: <c>SEALPOSITION-HEX.LINKPOSITION-HEX</c>, <c>0</c> for an empty chain.</summary>
/// <param name="Seal">The newest seal.</param>
/// <param name="Link">The newest link of the log.</param>
public sealed record AuditHead(ChainHead? Seal, ChainHead? Link)
{
    /// <inheritdoc/>
    public override string ToString() => $"{ChainHead.Text(Seal)}.{ChainHead.Text(Link)}";

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <exception cref="InvalidInputException">It is not that.</exception>
    public static AuditHead Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = text.Trim().Split('.');
        if (parts.Length != 2)
            throw Refusal(text);
        return new AuditHead(ParseOne(parts[0], text), ParseOne(parts[1], text));
    }

    private static ChainHead? ParseOne(string part, string text)
    {
        if (part == "0")
            return null;
        var at = part.IndexOf('-');
        const int digits = 64;
        if (
            at <= 0
            || part.Length - at - 1 != digits
            || !long.TryParse(part.AsSpan(0, at), NumberStyles.None, CultureInfo.InvariantCulture, out var position)
            || position < 1
        )
            throw Refusal(text);
        try
        {
            return new ChainHead(position, Convert.FromHexString(part.AsSpan(at + 1)));
        }
        catch (FormatException)
        {
            throw Refusal(text);
        }
    }

    private static InvalidInputException Refusal(string text) =>
        new($"'{text}' is not a head: give what 'apc audit verify' printed, for instance 12-5f0c….40-9a31…");
}
