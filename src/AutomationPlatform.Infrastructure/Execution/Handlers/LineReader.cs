using System.Buffers;

namespace AutomationPlatform.Infrastructure.Execution.Handlers;

/// <summary>Cuts a stream of bytes into lines with bounded memory. Not thread-safe.</summary>
/// <param name="limit">The longest line in bytes; of a longer one only the beginning is kept.</param>
/// <param name="take">Given each line without its line feed, and whether it was longer than the limit.</param>
internal sealed class LineReader(int limit, Action<ReadOnlyMemory<byte>, bool> take)
{
    private readonly ArrayBufferWriter<byte> line = new();
    private bool cut;

    internal void Append(ReadOnlySpan<byte> bytes)
    {
        while (bytes.IndexOf((byte)'\n') is var end and >= 0)
        {
            Keep(bytes[..end]);
            End();
            bytes = bytes[(end + 1)..];
        }
        Keep(bytes);
    }

    /// <summary>Gives the last line, which has no line feed, if there is one.</summary>
    internal void Finish()
    {
        if (line.WrittenCount > 0)
            End();
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        var room = limit - line.WrittenCount;
        cut |= bytes.Length > room;
        line.Write(bytes.Length > room ? bytes[..room] : bytes);
    }

    private void End()
    {
        take(line.WrittenMemory, cut);
        line.ResetWrittenCount();
        cut = false;
    }
}
