using System.Buffers;
using System.Text;

namespace AutomationPlatform.Infrastructure.Execution.Handlers.Processes;

/// <summary>Reads a process's stream to its end with bounded memory, whatever it writes.</summary>
internal static class ProcessOutput
{
    private const int BufferBytes = 64 * 1024;

    /// <summary>Gives every piece to <paramref name="take"/> until the stream ends or is closed under it.</summary>
    internal static async Task PumpAsync(Stream stream, Action<ReadOnlySpan<byte>> take)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            while (await stream.ReadAsync(buffer) is var count and > 0)
                take(buffer.AsSpan(0, count));
        }
        catch (Exception closed) when (closed is ObjectDisposedException or IOException or OperationCanceledException)
        {
            // The process has ended and somebody it left behind still holds the stream: what came so far is what there is.
            return;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}

/// <summary>The beginning of an output, up to a limit. Thread-safe.</summary>
/// <param name="limit">The most bytes that are kept.</param>
/// <param name="exceeded">Called once, when there are more.</param>
internal sealed class OutputHead(int limit, Action exceeded)
{
    private readonly Lock gate = new();
    private readonly ArrayBufferWriter<byte> kept = new();

    /// <summary>True when there were more bytes than the limit.</summary>
    internal bool Exceeded { get; private set; }

    internal void Append(ReadOnlySpan<byte> bytes)
    {
        lock (gate)
        {
            if (Exceeded)
                return;
            Exceeded = kept.WrittenCount + bytes.Length > limit;
            kept.Write(Exceeded ? [] : bytes);
        }
        if (Exceeded)
            exceeded();
    }

    internal byte[] ToArray()
    {
        lock (gate)
            return kept.WrittenSpan.ToArray();
    }
}

/// <summary>The end of an output: its last bytes. Thread-safe.</summary>
/// <param name="size">How many bytes are kept.</param>
internal sealed class OutputTail(int size)
{
    private readonly Lock gate = new();
    private readonly byte[] ring = new byte[size];
    private long written;

    internal void Append(ReadOnlySpan<byte> bytes)
    {
        lock (gate)
        {
            written += Math.Max(0, bytes.Length - size);
            bytes = bytes[Math.Max(0, bytes.Length - size)..];
            var at = (int)(written % size);
            var first = Math.Min(bytes.Length, size - at);
            bytes[..first].CopyTo(ring.AsSpan(at));
            bytes[first..].CopyTo(ring);
            written += bytes.Length;
        }
    }

    /// <summary>The text, beginning with a whole character; what is not UTF-8 is replaced, and so is U+0000, which no
    /// database keeps. Null when there is none.</summary>
    internal string? Text()
    {
        byte[] bytes;
        lock (gate)
        {
            var at = (int)(written % size);
            bytes = written <= size ? ring[..(int)written] : [.. ring[at..], .. ring[..at]];
        }
        var start = 0;
        while (written > size && start < bytes.Length && (bytes[start] & 0xC0) == 0x80)
            start++;
        var text = Encoding.UTF8.GetString(bytes.AsSpan(start)).Replace('\0', '\uFFFD').Trim();
        return text.Length == 0 ? null : text;
    }
}
