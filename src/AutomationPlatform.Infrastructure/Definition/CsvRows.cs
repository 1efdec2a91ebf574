using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using AutomationPlatform.Application;
using AutomationPlatform.Application.Definition;
using CsvHelper;

namespace AutomationPlatform.Infrastructure.Definition;

/// <summary>The rows of a CSV file (RFC 4180, comma, header) as JSON objects.</summary>
internal sealed class CsvRows : IInputRows
{
    private static readonly CsvReaderOptions Options = new()
    {
        Separator = ',',
        MalformedData = CsvMalformedDataHandling.Throw,
        FieldCountMismatch = CsvFieldCountHandling.Allow,
        TrackLineNumbers = true,
        IncludeValuesInExceptions = false,
        MaxRecordSize = ImportLimits.RecordBytes,
    };

    private static readonly JsonWriterOptions Writing = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    private readonly InputStream stream;
    private readonly CsvReader cells;
    private readonly ArrayBufferWriter<byte> json = new();
    private readonly Utf8JsonWriter writer;
    private CellPlan? plan;
    private int columns;

    private CsvRows(InputStream stream)
    {
        this.stream = stream;
        cells = CsvReader.Create(stream, Options, leaveOpen: false);
        writer = new Utf8JsonWriter(json, Writing);
    }

    public InputRow Current { get; private set; }

    public long BytesRead => stream.BytesRead;

    /// <summary>Reads the header and plans where cells go.</summary>
    internal static async Task<CsvRows> OpenAsync(
        InputStream stream,
        RowShape shape,
        CancellationToken cancellationToken
    )
    {
        var rows = new CsvRows(stream);
        try
        {
            await rows.cells.ReadHeaderAsync(cancellationToken);
            CheckHeader(stream.File, rows.cells.Headers);
            rows.columns = rows.cells.Headers.Count;
            rows.plan = CellPlan.Of(stream.File, rows.cells.Headers, shape);
            return rows;
        }
        catch (Exception failure)
        {
            await rows.DisposeAsync();
            if (failure is CsvFormatException cause)
                throw rows.Malformed(cause);
            throw;
        }
    }

    public async ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        if (!await AdvanceAsync(cancellationToken))
        {
            if (cells.RowNumber == 0)
                throw new InvalidInputException($"{stream.File}: has a header and no rows; add rows below it");
            return false;
        }
        if (cells.FieldCount != columns)
            throw new InvalidInputException(
                $"{stream.File}:{cells.LineNumber}: the row has {cells.FieldCount} cells and the header {columns}; "
                    + "give it as many, and quote cells that hold commas or line breaks"
            );
        json.ResetWrittenCount();
        writer.Reset();
        plan!.Write(writer, cells);
        writer.Flush();
        Current = new InputRow(cells.LineNumber, json.WrittenMemory);
        return true;
    }

    public async ValueTask DisposeAsync()
    {
        await writer.DisposeAsync();
        await cells.DisposeAsync();
    }

    private async ValueTask<bool> AdvanceAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await cells.ReadAsync(cancellationToken);
        }
        catch (CsvFormatException cause)
        {
            throw Malformed(cause);
        }
    }

    private static void CheckHeader(string file, IReadOnlyList<string> headers)
    {
        if (headers.Count == 0)
            throw new InvalidInputException($"{file}: is empty; write a header line and rows below it");
        if (headers.Count > ImportLimits.Columns)
            throw new InvalidInputException(
                $"{file}:1: the header has {headers.Count} columns; at most {ImportLimits.Columns} are allowed"
            );
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var index = 0; index < headers.Count; index++)
        {
            if (headers[index].Trim().Length == 0)
                throw new InvalidInputException($"{file}:1: column {index + 1} has no name; name every column");
            if (headers[index].Contains('\0'))
                throw new InvalidInputException($"{file}:1: the name of column {index + 1} holds U+0000; remove it");
            if (!seen.Add(headers[index]))
                throw new InvalidInputException(
                    $"{file}:1: the column '{headers[index]}' stands twice; give each column a name of its own"
                );
        }
    }

    private InvalidInputException Malformed(CsvFormatException cause)
    {
        var reason = cause.Message[(cause.Message.IndexOf(": ", StringComparison.Ordinal) + 1)..].Trim().TrimEnd('.');
        return new InvalidInputException(
            $"{stream.File}:{Math.Max(1, cause.LineNumber)}: is not CSV by RFC 4180: {reason}; "
                + "put cells with quotes, commas or line breaks in quotes, and double the quotes inside",
            cause
        );
    }
}
