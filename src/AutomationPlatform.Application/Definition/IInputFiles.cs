using AutomationPlatform.Domain.Definition;

namespace AutomationPlatform.Application.Definition;

/// <summary>Reads rows from files: CSV with a header, JSON Lines, or a JSON array. Thread-safe.</summary>
public interface IInputFiles
{
    /// <summary>Opens a file; its kind is told by its extension, else by how it begins.</summary>
    /// <param name="path">The file.</param>
    /// <param name="shape">How cells become JSON.</param>
    /// <param name="hash">Is told every byte that is read.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="NotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidInputException">It cannot be read, or its header is not one.</exception>
    Task<IInputRows> OpenAsync(string path, RowShape shape, InputHash hash, CancellationToken cancellationToken);

    /// <summary>Reads a file for nothing but its hash.</summary>
    /// <exception cref="NotFoundException">There is no such file.</exception>
    Task HashAsync(string path, InputHash hash, CancellationToken cancellationToken);

    /// <summary>The sizes of the files in bytes, together; one that has none, a pipe for instance, counts 0.</summary>
    /// <exception cref="NotFoundException">One of them does not exist.</exception>
    long TotalBytes(IReadOnlyList<string> paths);

    /// <summary>Begins <c>FILE.rejected.jsonl</c> beside an input file, anew.</summary>
    /// <exception cref="InvalidInputException">It cannot be written.</exception>
    IRejectedRowsFile CreateRejectedRows(string inputPath);
}

/// <summary>How the cells of a CSV file become JSON.</summary>
/// <param name="ItemSchema">Says which cells are numbers or booleans; null leaves all of them text.</param>
/// <param name="Mappings">Where columns go that do not simply become a property of their name.</param>
public sealed record RowShape(Schema? ItemSchema, IReadOnlyList<ColumnMapping> Mappings);

/// <summary>A column that becomes the value at a place of its own.</summary>
/// <param name="Column">The column's name in the header.</param>
/// <param name="Pointer">The place in the payload.</param>
public sealed record ColumnMapping(string Column, JsonPointer Pointer)
{
    /// <summary>Reads <c>column=/pointer</c>; the pointer begins at the last <c>=/</c>.</summary>
    /// <exception cref="InvalidInputException">It is not of that form.</exception>
    public static ColumnMapping Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var at = text.LastIndexOf("=/", StringComparison.Ordinal);
        return at > 0 && JsonPointer.TryParse(text[(at + 1)..], out var pointer)
            ? new ColumnMapping(text[..at], pointer)
            : throw new InvalidInputException(
                $"--map {text}: is not of the form column=/pointer; write for instance zip=/address/zip"
            );
    }
}

/// <summary>The rows of one file, in order, each valid until the next is read. Not thread-safe.</summary>
public interface IInputRows : IAsyncDisposable
{
    /// <summary>The row that was read last.</summary>
    InputRow Current { get; }

    /// <summary>The bytes read so far, for progress.</summary>
    long BytesRead { get; }

    /// <summary>Reads the next row; false at the end.</summary>
    /// <exception cref="InvalidInputException">The file itself is broken from here on: wrong encoding, a ragged row, JSON
    /// that ends early; or it has no rows at all. The message says file and line.</exception>
    ValueTask<bool> ReadAsync(CancellationToken cancellationToken);
}

/// <summary>A row as it was read.</summary>
/// <param name="Line">The line it begins on, from 1.</param>
/// <param name="Json">Its JSON, UTF-8; not yet checked to be JSON when it came from JSON Lines.</param>
public readonly record struct InputRow(long Line, ReadOnlyMemory<byte> Json);

/// <summary>Where rejected rows and their reasons go, one JSON object a line. Not thread-safe.</summary>
public interface IRejectedRowsFile : IDisposable
{
    /// <summary>The path of the file.</summary>
    string Path { get; }

    /// <summary>Adds a row.</summary>
    void Write(RejectedRow row, ReadOnlySpan<byte> json);
}
