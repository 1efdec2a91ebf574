using AutomationPlatform.Application;
using AutomationPlatform.Application.Definition;

namespace AutomationPlatform.Infrastructure.Definition;

/// <summary>Input files on disk. Thread-safe.</summary>
public sealed class InputFiles : IInputFiles
{
    private enum Kind
    {
        Csv,
        JsonLines,
        JsonArray,
    }

    /// <inheritdoc/>
    public async Task<IInputRows> OpenAsync(
        string path,
        RowShape shape,
        InputHash hash,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(shape);
        var stream = InputStream.Open(path, hash);
        try
        {
            var kind = KindOf(path, await stream.PeekAsync(cancellationToken));
            if (kind != Kind.Csv && shape.Mappings.Count > 0)
                throw new InvalidInputException(
                    $"{path}: --map is for CSV; this file is JSON, which has places already"
                );
            return kind switch
            {
                Kind.JsonLines => new JsonLinesRows(stream),
                Kind.JsonArray => new JsonArrayRows(stream),
                _ => await CsvRows.OpenAsync(stream, shape, cancellationToken),
            };
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async Task HashAsync(string path, InputHash hash, CancellationToken cancellationToken)
    {
        await using var stream = InputStream.Open(path, hash);
        await stream.CopyToAsync(Stream.Null, cancellationToken);
    }

    /// <inheritdoc/>
    public long TotalBytes(IReadOnlyList<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        return paths.Sum(path =>
            File.Exists(path) ? new FileInfo(path).Length
            : Directory.Exists(path) ? 0
            : throw new NotFoundException($"{path}: there is no such file; check the path")
        );
    }

    /// <inheritdoc/>
    public IRejectedRowsFile CreateRejectedRows(string inputPath) =>
        new RejectedRowsFile(inputPath + ".rejected.jsonl");

    private static Kind KindOf(string path, byte? first) =>
        Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".csv" => Kind.Csv,
            ".jsonl" or ".ndjson" => Kind.JsonLines,
            ".json" => Kind.JsonArray,
            _ => first switch
            {
                (byte)'[' => Kind.JsonArray,
                (byte)'{' => Kind.JsonLines,
                _ => Kind.Csv,
            },
        };
}
