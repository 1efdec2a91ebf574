using AutomationPlatform.Application;
using AutomationPlatform.Application.Definition;

namespace AutomationPlatform.Infrastructure.Definition;

/// <summary>The rows of a JSON Lines file: one value a line, blank lines aside. Whether a line is JSON is checked later.</summary>
internal sealed class JsonLinesRows(InputStream stream) : IInputRows
{
    private readonly RecordBuffer buffer = new(stream);
    private int taken;
    private bool any;

    public InputRow Current { get; private set; }

    public long BytesRead => stream.BytesRead;

    public async ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            buffer.Advance(taken);
            taken = 0;
            var line = await ReadLineAsync(cancellationToken);
            if (taken == 0)
                break;
            var json = Trim(line);
            if (json.IsEmpty)
                continue;
            any = true;
            Current = new InputRow(buffer.Line, json);
            return true;
        }
        if (!any)
            throw new InvalidInputException($"{stream.File}: has no rows; write one JSON value on each line");
        return false;
    }

    public ValueTask DisposeAsync() => stream.DisposeAsync();

    // What was searched already need not be searched again when the line goes on.
    private async ValueTask<ReadOnlyMemory<byte>> ReadLineAsync(CancellationToken cancellationToken)
    {
        var searched = 0;
        while (true)
        {
            var unread = buffer.Unread;
            var at = unread.Span[searched..].IndexOf((byte)'\n');
            if (at >= 0 || buffer.Ended)
            {
                var length = at >= 0 ? searched + at : unread.Length;
                taken = at >= 0 ? length + 1 : length;
                return unread[..length];
            }
            searched = unread.Length;
            await buffer.ReadMoreAsync(cancellationToken);
        }
    }

    private static ReadOnlyMemory<byte> Trim(ReadOnlyMemory<byte> line)
    {
        var from = line.Span.IndexOfAnyExcept(" \t\r"u8);
        return from < 0 ? default : line[from..(line.Span.LastIndexOfAnyExcept(" \t\r"u8) + 1)];
    }
}
