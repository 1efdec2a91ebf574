using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using AutomationPlatform.Application;
using AutomationPlatform.Application.Definition;

namespace AutomationPlatform.Infrastructure.Definition;

/// <summary>Rejected rows with their reasons, one JSON object a line.</summary>
internal sealed class RejectedRowsFile : IRejectedRowsFile
{
    private static readonly JsonWriterOptions Writing = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    private readonly FileStream file;

    internal RejectedRowsFile(string path)
    {
        Path = path;
        try
        {
            file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException(
                $"{path}: rejected rows cannot be written: {cause.Message}; make the directory writable",
                cause
            );
        }
    }

    public string Path { get; }

    public void Write(RejectedRow row, ReadOnlySpan<byte> json)
    {
        var line = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(line, Writing))
        {
            writer.WriteStartObject();
            writer.WriteNumber("line", row.Line);
            writer.WriteStartArray("errors");
            foreach (var error in row.Errors)
            {
                writer.WriteStartObject();
                writer.WriteString("pointer", error.Pointer);
                writer.WriteString("keyword", error.Keyword);
                writer.WriteString("message", error.Message);
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
            WriteRow(writer, json);
            writer.WriteEndObject();
        }
        file.Write(line.WrittenSpan);
        file.WriteByte((byte)'\n');
    }

    public void Dispose() => file.Dispose();

    // What is no JSON, or JSON of several lines, is kept all the same, on one line.
    private static void WriteRow(Utf8JsonWriter writer, ReadOnlySpan<byte> json)
    {
        writer.WritePropertyName("row");
        try
        {
            var reader = new Utf8JsonReader(json);
            using var document = JsonDocument.ParseValue(ref reader);
            document.RootElement.WriteTo(writer);
        }
        catch (Exception cause) when (cause is JsonException or InvalidOperationException)
        {
            writer.WriteStringValue(Encoding.UTF8.GetString(json));
        }
    }
}
