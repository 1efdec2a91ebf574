using System.Buffers;
using System.Text;

namespace AutomationPlatform.JsonSchema.Text;

/// <summary>The UTF-8 of a JSON string with its escapes resolved; the given bytes themselves when there are none.</summary>
internal readonly ref struct PlainText
{
    private readonly byte[]? rented;

    public PlainText(ReadOnlySpan<byte> raw)
    {
        if (!JsonText.IsEscaped(raw))
        {
            Utf8 = raw;
            return;
        }
        using var text = new DecodedText(raw, []);
        rented = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Chars.Length));
        Utf8 = rented.AsSpan(0, Encoding.UTF8.GetBytes(text.Chars, rented));
    }

    public ReadOnlySpan<byte> Utf8 { get; }

    public void Dispose()
    {
        if (rented is not null)
            ArrayPool<byte>.Shared.Return(rented);
    }
}
