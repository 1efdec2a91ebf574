using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using AutomationPlatform.Application.Orchestration;

namespace AutomationPlatform.Engines.Http;

/// <summary>An answer that is read line by line while it comes. Not thread-safe.</summary>
/// <param name="engine">The engine.</param>
/// <param name="asked">What was asked, for people.</param>
/// <param name="message">The answer, whose body is not read yet.</param>
/// <param name="body">Its body.</param>
/// <param name="secrets">What is cut out of each line.</param>
internal sealed class EngineStream(
    EngineConnection engine,
    string asked,
    HttpResponseMessage message,
    Stream body,
    ShownSecrets secrets
) : IAsyncDisposable
{
    /// <summary>The longest line, in bytes: 4 MiB.</summary>
    private const int LineLimit = 4 * 1024 * 1024;

    private readonly PipeReader pipe = PipeReader.Create(body, new StreamPipeReaderOptions(bufferSize: 64 * 1024));

    /// <summary>The next line without its end and without secrets; null when the answer has ended.</summary>
    /// <exception cref="EngineException">It broke off, or the line is too long.</exception>
    internal async Task<string?> ReadLineAsync(CancellationToken cancellationToken) =>
        await ReadAsWrittenAsync(cancellationToken) is { } line ? secrets.Cut(line) : null;

    /// <summary>The error of an answer that cannot be gone on with.</summary>
    internal EngineException Trouble(string answer, Exception? cause = null) =>
        new(EngineTrouble.Unclear, engine.Name, asked, OneLine.Of(answer), "it is asked again later", cause);

    public async ValueTask DisposeAsync()
    {
        await pipe.CompleteAsync();
        message.Dispose();
    }

    private async Task<string?> ReadAsWrittenAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await ReadAsync(cancellationToken);
            var buffer = read.Buffer;
            if (buffer.PositionOf((byte)'\n') is { } end)
            {
                var line = Encoding.UTF8.GetString(buffer.Slice(0, end));
                pipe.AdvanceTo(buffer.GetPosition(1, end));
                return line.TrimEnd('\r');
            }
            if (buffer.Length > LineLimit)
                throw Trouble($"a line of more than {LineLimit} bytes");
            if (read.IsCompleted)
            {
                var rest = Encoding.UTF8.GetString(buffer);
                pipe.AdvanceTo(buffer.End);
                return rest.Length > 0 ? rest : null;
            }
            pipe.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    private async Task<ReadResult> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await pipe.ReadAsync(cancellationToken);
        }
        catch (Exception broken)
            when (broken is IOException or HttpRequestException or InvalidDataException or InvalidOperationException)
        {
            throw Trouble($"broke off: {broken.Message}", broken);
        }
    }
}
