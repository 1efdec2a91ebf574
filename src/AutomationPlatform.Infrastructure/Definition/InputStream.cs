using System.Buffers;
using System.Text;
using System.Text.Unicode;
using AutomationPlatform.Application;
using AutomationPlatform.Application.Definition;

namespace AutomationPlatform.Infrastructure.Definition;

/// <summary>The bytes of an input file, hashed and counted as they are read, checked to be UTF-8, without a byte order mark.</summary>
internal sealed class InputStream(Stream inner, string file, InputHash hash) : Stream
{
    private const int BufferBytes = 128 * 1024;
    private const int LongestCharacter = 4;

    private readonly byte[] buffer = new byte[BufferBytes];
    private int next;
    private int checkedEnd;
    private int filled;
    private bool ended;
    private bool begun;
    private long linesBefore;
    private long bytesOfLineBefore;

    internal string File { get; } = file;

    internal long BytesRead { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    internal static InputStream Open(string path, InputHash hash)
    {
        try
        {
            if (Directory.Exists(path))
                throw new InvalidInputException($"{path}: is a directory; name a file");
            // Our own buffer is the only one; a second would be copied through for nothing.
            var inner = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
            return new InputStream(inner, path, hash);
        }
        catch (Exception cause) when (cause is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new NotFoundException($"{path}: there is no such file; check the path");
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"{path}: cannot be read: {cause.Message}", cause);
        }
    }

    /// <summary>The first byte that is no white space, without taking it; null when there is none in the first buffer.</summary>
    internal async ValueTask<byte?> PeekAsync(CancellationToken cancellationToken)
    {
        await FillAsync(cancellationToken);
        var rest = buffer.AsSpan(next, checkedEnd - next).TrimStart(" \t\r\n"u8);
        return rest.IsEmpty ? null : rest[0];
    }

    public override async ValueTask<int> ReadAsync(
        Memory<byte> destination,
        CancellationToken cancellationToken = default
    )
    {
        await FillAsync(cancellationToken);
        var count = Math.Min(destination.Length, checkedEnd - next);
        buffer.AsSpan(next, count).CopyTo(destination.Span);
        next += count;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }

    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        while (next == checkedEnd && !ended)
        {
            // The bytes of a character that is not whole yet move to the front.
            buffer.AsSpan(checkedEnd, filled - checkedEnd).CopyTo(buffer);
            (filled, next, checkedEnd) = (filled - checkedEnd, 0, 0);
            var count = await inner.ReadAsync(buffer.AsMemory(filled), cancellationToken);
            hash.Append(buffer.AsSpan(filled, count));
            BytesRead += count;
            filled += count;
            ended = count == 0;
            Check();
        }
    }

    private void Check()
    {
        var text = buffer.AsSpan(0, filled);
        var whole = ended ? text.Length : text.Length - UnfinishedBytes(text);
        if (!Utf8.IsValid(text[..whole]))
            throw Invalid(text);
        if (!begun && whole >= Encoding.UTF8.Preamble.Length && text.StartsWith(Encoding.UTF8.Preamble))
            next = Encoding.UTF8.Preamble.Length;
        begun |= whole > 0;
        checkedEnd = whole;
        Count(text[..whole]);
    }

    private void Count(ReadOnlySpan<byte> text)
    {
        linesBefore += text.Count((byte)'\n');
        var lastLine = text.LastIndexOf((byte)'\n');
        bytesOfLineBefore = lastLine < 0 ? bytesOfLineBefore + text.Length : text.Length - lastLine - 1;
    }

    private static int UnfinishedBytes(ReadOnlySpan<byte> text)
    {
        for (var length = 1; length < LongestCharacter && length <= text.Length; length++)
        {
            var tail = text[^length..];
            if ((tail[0] & 0xC0) == 0x80)
                continue;
            return Rune.DecodeFromUtf8(tail, out _, out _) == OperationStatus.NeedMoreData ? length : 0;
        }
        return 0;
    }

    private InvalidInputException Invalid(ReadOnlySpan<byte> text)
    {
        var at = 0;
        while (Rune.DecodeFromUtf8(text[at..], out _, out var consumed) == OperationStatus.Done)
            at += consumed;
        Count(text[..at]);
        return new InvalidInputException(
            $"{File}:{linesBefore + 1}: byte {bytesOfLineBefore + 1} of the line is not UTF-8; save the file as UTF-8"
        );
    }
}
