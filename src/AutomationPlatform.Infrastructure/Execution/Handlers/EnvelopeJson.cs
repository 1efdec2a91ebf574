using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using AutomationPlatform.Application.Execution;

namespace AutomationPlatform.Infrastructure.Execution.Handlers;

/// <summary>The one writer of the envelope that all kinds of handlers see.</summary>
internal static class EnvelopeJson
{
    // Raw letters, so that a shell or awk handler can read them; an envelope is never put into HTML.
    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the envelope as UTF-8 on one line, with a line feed at its end. Payloads are embedded as they are.</summary>
    internal static byte[] Write(ItemEnvelope envelope)
    {
        var buffer = new ArrayBufferWriter<byte>(512 + (envelope.Item.Payload?.Length ?? 0));
        using (var json = new Utf8JsonWriter(buffer, Writing))
            Write(json, envelope);
        byte[] line = [.. buffer.WrittenSpan, (byte)'\n'];
        // In JSON a raw line break can only stand between tokens, where a space means the same.
        line.AsSpan(..^1).Replace((byte)'\n', (byte)' ');
        line.AsSpan(..^1).Replace((byte)'\r', (byte)' ');
        return line;
    }

    /// <summary>A moment as envelopes and variables spell it: RFC 3339, UTC, microseconds.</summary>
    internal static string Instant(DateTimeOffset moment) =>
        moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    private static void Write(Utf8JsonWriter json, ItemEnvelope envelope)
    {
        json.WriteStartObject();
        json.WriteString("id", envelope.AttemptId);
        json.WriteString("itemExecutionId", envelope.Item.Id.Value);
        json.WriteString("runId", envelope.RunId.Value);
        json.WriteString("automation", envelope.Automation);
        json.WriteStartObject("batch");
        json.WriteString("name", envelope.Batch.Name);
        WritePayload(json, envelope.Batch.Payload);
        json.WriteEndObject();
        json.WriteString("itemId", envelope.Item.ItemId.Value);
        json.WriteNumber("sequenceNumber", envelope.Item.SequenceNumber);
        json.WriteString("reference", envelope.Item.Reference);
        json.WriteNumber("attempt", envelope.Item.AttemptCount);
        json.WriteString("deadline", Instant(envelope.Deadline));
        json.WriteString("idempotencyKey", envelope.IdempotencyKey);
        if (envelope.Traceparent is { } traceparent)
            json.WriteString("traceparent", traceparent);
        WritePayload(json, envelope.Item.Payload);
        json.WriteEndObject();
    }

    private static void WritePayload(Utf8JsonWriter json, string? payload)
    {
        json.WritePropertyName("payload");
        if (payload is null)
            json.WriteNullValue();
        else
            json.WriteRawValue(payload, skipInputValidation: true);
    }
}
