using System.Globalization;
using System.Text.Json;
using AutomationPlatform.Application.Definition;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Definition;

namespace AutomationPlatform.Infrastructure.Definition;

/// <summary>Writes settings as JSON that <see cref="SettingsReader"/> reads back to the same.</summary>
internal static class SettingsWriter
{
    internal static void Write(Utf8JsonWriter writer, AutomationSettings settings)
    {
        writer.WriteStartObject();
        WriteMembers(writer, settings);
        if (settings.Directory is { } directory)
            writer.WriteString(SettingsReader.Directory, directory);
        writer.WriteEndObject();
    }

    /// <summary>Everything that an automation file may say: not the directory, which is where the file lies.</summary>
    internal static void WriteMembers(Utf8JsonWriter writer, AutomationSettings settings)
    {
        if (settings.Key is { } key)
            writer.WriteString(SettingsReader.Key, key);
        if (settings.Handler is not null || settings.Environment.Count > 0)
            WriteHandler(writer, settings);
        WriteDuration(writer, SettingsReader.Timeout, settings.Timeout);
        if (settings.Concurrency is { } concurrency)
            writer.WriteNumber(SettingsReader.Concurrency, concurrency);
        if (settings.Retry is { } retry)
            WriteRetry(writer, retry);
        if (settings.Limits != ExecutionLimits.None)
            WriteLimits(writer, settings.Limits);
        if (settings.FailureThreshold is { } threshold)
            WriteFailure(writer, threshold);
        if (settings.Inputs.Count > 0)
            WriteInputs(writer, settings.Inputs);
    }

    private static void WriteHandler(Utf8JsonWriter writer, AutomationSettings settings)
    {
        writer.WriteStartObject(SettingsReader.Handler);
        if (settings.Handler is { } handler)
        {
            writer.WritePropertyName(handler.Kind);
            WriteKind(writer, handler);
        }
        WriteNamedValues(writer, HandlerReader.Environment, settings.Environment);
        writer.WriteEndObject();
    }

    private static void WriteKind(Utf8JsonWriter writer, HandlerDefinition handler)
    {
        switch (handler)
        {
            case CommandHandlerDefinition command:
                WriteTexts(writer, command.Command);
                break;
            case WorkerHandlerDefinition worker:
                WriteTexts(writer, worker.Command);
                break;
            case BuiltinHandlerDefinition builtin:
                writer.WriteStringValue(builtin.Name);
                break;
            default:
                writer.WriteStartObject();
                WriteKindMembers(writer, handler);
                writer.WriteEndObject();
                break;
        }
    }

    private static void WriteKindMembers(Utf8JsonWriter writer, HandlerDefinition handler)
    {
        switch (handler)
        {
            case HttpHandlerDefinition http:
                writer.WriteString("url", http.Url.OriginalString);
                WriteNamedValues(writer, "headers", http.Headers);
                break;
            case DotNetHandlerDefinition dotnet:
                writer.WriteString("assembly", dotnet.Assembly);
                writer.WriteString("type", dotnet.Type);
                break;
            case EngineHandlerDefinition engine:
                writer.WriteString("name", engine.Name);
                foreach (var member in engine.Parameters.Element.EnumerateObject())
                    member.WriteTo(writer);
                break;
        }
    }

    private static void WriteTexts(Utf8JsonWriter writer, ValueList<string> texts)
    {
        writer.WriteStartArray();
        foreach (var text in texts)
            writer.WriteStringValue(text);
        writer.WriteEndArray();
    }

    private static void WriteNamedValues(Utf8JsonWriter writer, string name, ValueList<NamedValue> values)
    {
        if (values.Count == 0)
            return;
        writer.WriteStartObject(name);
        foreach (var value in values.OrderBy(value => value.Name, StringComparer.Ordinal))
            writer.WriteString(value.Name, value.Value);
        writer.WriteEndObject();
    }

    private static void WriteRetry(Utf8JsonWriter writer, RetryPolicy retry)
    {
        writer.WriteStartObject(SettingsReader.Retry);
        writer.WriteNumber("maxAttempts", retry.MaxAttempts);
        writer.WriteString("backoff", SettingsReader.Spell(retry.Backoff));
        WriteDuration(writer, "initialDelay", retry.InitialDelay);
        WriteDuration(writer, "maxDelay", retry.MaxDelay);
        writer.WriteString("jitter", SettingsReader.Spell(retry.Jitter));
        if (retry.TotalTimeout is { } total)
            WriteDuration(writer, "totalTimeout", total);
        if (retry.Overrides.Count > 0)
            WriteOverrides(writer, retry.Overrides);
        writer.WriteEndObject();
    }

    private static void WriteOverrides(Utf8JsonWriter writer, ValueList<RetryOverride> overrides)
    {
        writer.WriteStartObject("overrides");
        foreach (var rule in overrides.OrderBy(rule => rule.Code, StringComparer.Ordinal))
        {
            writer.WriteStartObject(rule.Code);
            writer.WriteNumber("maxAttempts", rule.MaxAttempts);
            writer.WriteEndObject();
        }
        writer.WriteEndObject();
    }

    private static void WriteLimits(Utf8JsonWriter writer, ExecutionLimits limits)
    {
        writer.WriteStartObject(SettingsReader.Limits);
        if (limits.InFlight is { } inFlight)
            writer.WriteNumber("inFlight", inFlight);
        if (limits.Rate is { } rate)
            writer.WriteString("rate", RateText.Write(rate));
        writer.WriteEndObject();
    }

    // A share that decimal percent would round is written as the number it is.
    private static void WriteFailure(Utf8JsonWriter writer, double threshold)
    {
        writer.WriteStartObject(SettingsReader.Failure);
        var percent = threshold is > 0 and <= 1 ? (decimal)threshold * 100 : 0;
        if (percent > 0 && (double)(percent / 100) == threshold)
            writer.WriteString(
                "threshold",
                percent.ToString("0.############################", CultureInfo.InvariantCulture) + "%"
            );
        else
            writer.WriteNumber("threshold", threshold);
        writer.WriteEndObject();
    }

    private static void WriteInputs(Utf8JsonWriter writer, ValueList<InputFile> inputs)
    {
        writer.WriteStartArray(SettingsReader.Input);
        foreach (var input in inputs)
        {
            writer.WriteStartObject();
            writer.WriteString("file", input.File);
            if (input.Batch is { } batch)
                writer.WriteString("batch", batch);
            if (input.Payload is { } payload)
            {
                writer.WritePropertyName("payload");
                writer.WriteRawValue(payload.Text);
            }
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    private static void WriteDuration(Utf8JsonWriter writer, string name, TimeSpan duration) =>
        writer.WriteString(name, DurationText.Write(duration));
}
