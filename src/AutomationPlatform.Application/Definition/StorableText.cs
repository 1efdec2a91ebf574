using System.Text.Json;

namespace AutomationPlatform.Application.Definition;

/// <summary>Recognises, fast, JSON that every database keeps; what it does not recognise is looked at closely elsewhere.</summary>
internal static class StorableText
{
    // Well below the 16,383 digits that jsonb keeps of a number.
    private const int PlainDigits = 1_000;

    private static readonly JsonReaderOptions Reading = new() { MaxDepth = Domain.Payload.MaximumDepth };

    /// <summary>True when no <c>\u</c> escape and no number with an exponent or very many digits occurs.</summary>
    internal static bool IsPlain(ReadOnlySpan<byte> json)
    {
        if (json.IndexOf("\\u"u8) >= 0)
            return false;
        var reader = new Utf8JsonReader(json, Reading);
        while (reader.Read())
            if (
                reader.TokenType == JsonTokenType.Number
                && (reader.ValueSpan.Length > PlainDigits || reader.ValueSpan.IndexOfAny((byte)'e', (byte)'E') >= 0)
            )
                return false;
        return true;
    }
}
