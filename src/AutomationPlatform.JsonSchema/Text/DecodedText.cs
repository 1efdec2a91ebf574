using System.Buffers;

namespace AutomationPlatform.JsonSchema.Text;

/// <summary>The characters of a JSON string, decoded into the caller's buffer or, when that is too short, a rented one.</summary>
internal readonly ref struct DecodedText
{
    private readonly char[]? rented;

    public DecodedText(ReadOnlySpan<byte> raw, Span<char> buffer)
    {
        if (raw.Length > buffer.Length)
            buffer = rented = ArrayPool<char>.Shared.Rent(raw.Length);
        Chars = buffer[..JsonText.Decode(raw, buffer)];
    }

    public ReadOnlySpan<char> Chars { get; }

    public void Dispose()
    {
        if (rented is not null)
            ArrayPool<char>.Shared.Return(rented);
    }
}
