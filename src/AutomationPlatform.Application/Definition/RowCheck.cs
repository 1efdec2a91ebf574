using System.Text;
using System.Text.Json;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.JsonSchema;

namespace AutomationPlatform.Application.Definition;

/// <summary>Decides of each row whether it can become an item: JSON, storable, valid, with a reference of its own.</summary>
internal sealed class RowCheck(Schema? schema, JsonPointer? key)
{
    private static readonly JsonDocumentOptions Reading = new()
    {
        MaxDepth = Payload.MaximumDepth,
        AllowDuplicateProperties = false,
    };

    private readonly ReferenceLines references = new();

    /// <summary>Checks a row; rejects have errors and no payload.</summary>
    internal CheckedRow Check(InputRow row)
    {
        if (row.Json.Length > Payload.MaximumBytes)
            return Reject(
                "",
                "too-large",
                $"{row.Json.Length} bytes of JSON are more than the {Payload.MaximumBytes} that are allowed"
            );
        try
        {
            using var document = JsonDocument.Parse(row.Json, Reading);
            return Check(row, document.RootElement);
        }
        catch (JsonException cause)
        {
            return NotStorable(row.Json.Span) is { } error
                ? new CheckedRow(null, null, [error])
                : Reject("", "json", $"is not JSON (byte {cause.BytePositionInLine + 1}): {Reason(cause)}");
        }
        catch (SchemaLimitExceededException cause)
        {
            return Reject("", "limit", cause.Message);
        }
    }

    private CheckedRow Check(InputRow row, JsonElement element)
    {
        if (!StorableText.IsPlain(row.Json.Span) && NotStorable(row.Json.Span) is { } error)
            return new CheckedRow(null, null, [error]);
        if (schema is not null && !schema.Compiled.IsValid(element))
            return new CheckedRow(null, null, Violations(schema.Compiled.Evaluate(element)));
        if (key is null)
            return new CheckedRow(Text(row), null, []);
        return Reference(element, key) is { } reference
            ? CheckRepeated(row, reference, key)
            : Reject(key.Text, "key", "is no text or number of 1 to 200 characters, which the key must be");
    }

    private CheckedRow CheckRepeated(InputRow row, string reference, JsonPointer pointer) =>
        references.TryAdd(reference, row.Line, out var earlier)
            ? new CheckedRow(Text(row), reference, [])
            : Reject(pointer.Text, "key", $"repeats the key of line {earlier}");

    private static string Text(InputRow row) => Encoding.UTF8.GetString(row.Json.Span);

    private static string? Reference(JsonElement element, JsonPointer pointer)
    {
        if (pointer.Find(element) is not { } found)
            return null;
        var text = found.ValueKind switch
        {
            JsonValueKind.String => found.GetString(),
            JsonValueKind.Number => found.GetRawText(),
            _ => null,
        };
        return text is { Length: > 0 and <= Limits.Reference } ? text : null;
    }

    private static RowError? NotStorable(ReadOnlySpan<byte> json)
    {
        try
        {
            Payload.Parse(Encoding.UTF8.GetString(json));
            return null;
        }
        catch (PayloadException cause) when (cause.IsJson)
        {
            var message = cause.Pointer.Length == 0 ? cause.Message : cause.Message[(cause.Pointer.Length + 2)..];
            return new RowError(cause.Pointer, "storable", message);
        }
        catch (PayloadException)
        {
            // Its message counts lines of the row; the caller's counts bytes, which is what a reader of one line can find.
            return null;
        }
    }

    private static ValueList<RowError> Violations(SchemaEvaluation evaluation) =>
        [
            .. evaluation
                .Violations.Take(ImportLimits.ErrorsPerRow)
                .Select(violation => new RowError(violation.InstanceLocation, violation.Keyword, violation.Message)),
        ];

    // The reader's own message goes on with path and position, which are said already.
    private static string Reason(JsonException cause)
    {
        var end = cause.Message.IndexOf(" Path:", StringComparison.Ordinal);
        var lineEnd = cause.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        var cut = end >= 0 ? end : lineEnd;
        return (cut >= 0 ? cause.Message[..cut] : cause.Message).TrimEnd('.');
    }

    private static CheckedRow Reject(string pointer, string keyword, string message) =>
        new(null, null, [new RowError(pointer, keyword, message)]);
}

/// <summary>A row after the check: a payload, or the rules it breaks.</summary>
/// <param name="Payload">Its JSON text; null when it is rejected.</param>
/// <param name="Reference">Its business reference, where the definition has a key.</param>
/// <param name="Errors">The rules it breaks.</param>
internal readonly record struct CheckedRow(string? Payload, string? Reference, ValueList<RowError> Errors);
