using System.Buffers.Text;

namespace AutomationPlatform.JsonSchema.Text;

/// <summary>Questions asked of a JSON number's text: exact at any size, quick where 64 bits are enough.</summary>
internal static class JsonNumber
{
    private const int AlwaysFits = 18;

    public static bool IsInteger(ReadOnlySpan<byte> raw, SchemaLimits limits) =>
        raw.IndexOfAny((byte)'.', (byte)'e', (byte)'E') < 0 || DecimalText.Parse(raw, limits).IsInteger;

    public static int Compare(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, SchemaLimits limits)
    {
        if (TryGetSmall(left, out var first) && TryGetSmall(right, out var second))
            return first.CompareTo(second);
        return DecimalText.Parse(left, limits).OrderTo(DecimalText.Parse(right, limits));
    }

    public static int Hash(ReadOnlySpan<byte> raw, SchemaLimits limits)
    {
        var number = DecimalText.Parse(raw, limits);
        var hash = new HashCode();
        hash.Add(number.IsNegative);
        hash.Add(number.Lowest);
        foreach (var digit in number.Digits)
            hash.Add(digit);
        return hash.ToHashCode();
    }

    private static bool TryGetSmall(ReadOnlySpan<byte> raw, out long value)
    {
        value = 0;
        return raw.Length <= AlwaysFits && Utf8Parser.TryParse(raw, out value, out var read) && read == raw.Length;
    }
}
