using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace AutomationPlatform.Cli.Console;

/// <summary>Writes the one JSON document of <c>--json</c>: indented on a terminal, one line in a pipe.</summary>
internal static class JsonOutput
{
    internal static void Write<T>(Terminal terminal, T document)
    {
        var console = terminal.Output.Profile.Out;
        console.Writer.WriteLine(console.IsTerminal ? Serialize(document, Indented) : Line(document));
    }

    /// <summary>A document as one line.</summary>
    internal static string Line<T>(T document) => Serialize(document, Compact);

    /// <summary>A stored JSON text as part of a document.</summary>
    internal static JsonElement? Raw(string? text)
    {
        if (text is null)
            return null;
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }

    private static string Serialize<T>(T document, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(document, (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T)));

    private static JsonSerializerOptions Compact { get; } = Options(indented: false);

    private static JsonSerializerOptions Indented { get; } = Options(indented: true);

    // Names of the world stay readable; control characters are escaped all the same.
    private static JsonSerializerOptions Options(bool indented) =>
        new(JsonSerializerDefaults.Web)
        {
            TypeInfoResolver = Documents.Default,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            WriteIndented = indented,
            Converters = { new InstantConverter() },
        };
}

/// <summary>Instants as RFC 3339 in UTC, with the microseconds that the database keeps.</summary>
internal sealed class InstantConverter : JsonConverter<DateTimeOffset>
{
    private const string Form = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    /// <inheritdoc/>
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetDateTimeOffset();

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(Text(value));

    /// <summary>The same form as text.</summary>
    internal static string Text(DateTimeOffset value) => value.UtcDateTime.ToString(Form, CultureInfo.InvariantCulture);
}
