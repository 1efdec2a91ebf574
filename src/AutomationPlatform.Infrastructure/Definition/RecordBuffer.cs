using AutomationPlatform.Application;
using AutomationPlatform.Application.Definition;

namespace AutomationPlatform.Infrastructure.Definition;

/// <summary>A window over an input that grows until one record fits, up to <see cref="ImportLimits.RecordBytes"/>.</summary>
internal sealed class RecordBuffer(InputStream stream)
{
    private const int InitialBytes = 128 * 1024;

    private byte[] bytes = new byte[InitialBytes];
    private int start;
    private int end;

    internal bool Ended { get; private set; }

    /// <summary>The line on which the unread part begins, from 1.</summary>
    internal long Line { get; private set; } = 1;

    internal ReadOnlyMemory<byte> Unread => bytes.AsMemory(start, end - start);

    /// <summary>Takes bytes from the front. What was given out before stays as it is until the next read.</summary>
    internal void Advance(int count)
    {
        Line += bytes.AsSpan(start, count).Count((byte)'\n');
        start += count;
    }

    /// <summary>Reads more behind the unread part.</summary>
    /// <exception cref="InvalidInputException">The record is longer than is read at all.</exception>
    internal async ValueTask ReadMoreAsync(CancellationToken cancellationToken)
    {
        if (end - start > ImportLimits.RecordBytes)
            throw new InvalidInputException(
                $"{stream.File}:{Line}: a record is longer than {ImportLimits.RecordBytes} bytes; split or shorten it"
            );
        MakeRoom();
        var count = await stream.ReadAsync(bytes.AsMemory(end), cancellationToken);
        end += count;
        Ended = count == 0;
    }

    private void MakeRoom()
    {
        var target = end - start > bytes.Length / 2 ? new byte[bytes.Length * 2] : bytes;
        bytes.AsSpan(start, end - start).CopyTo(target);
        (bytes, start, end) = (target, 0, end - start);
    }
}
