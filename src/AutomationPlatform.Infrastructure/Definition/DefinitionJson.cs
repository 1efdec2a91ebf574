using System.Globalization;
using System.Text.Json;
using AutomationPlatform.Application;
using AutomationPlatform.Application.Definition;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Definition;

namespace AutomationPlatform.Infrastructure.Definition;

/// <summary>Definitions as they are stored: JSON of the automation file's own shape. Thread-safe.</summary>
/// <remarks>
/// Members stand in a fixed order and defaults are written out, so that a default that changes later does not change
/// what is stored. Environment, headers and overrides are sets by name: they are written and read in ordinal order,
/// because <c>jsonb</c> keeps none.
/// </remarks>
public static class DefinitionJson
{
    private const string Origin = "stored definition";
    private const string BatchSchema = "batchSchema";
    private const string ItemSchema = "itemSchema";
    private const string Settings = "settings";

    /// <summary>Writes settings as one JSON object.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A time is negative or not a whole number of milliseconds, or a rate
    /// is not per second, minute or hour.</exception>
    public static string WriteSettings(AutomationSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return JsonText.Write(writer => SettingsWriter.Write(writer, settings));
    }

    /// <summary>Reads what <see cref="WriteSettings"/> wrote.</summary>
    /// <exception cref="InvalidInputException">It is not JSON of that shape.</exception>
    public static AutomationSettings ReadSettings(string json) =>
        SettingsReader.Read(JsonDefinition.Parse(Origin, json).Mapping(SettingsReader.StoredKeys));

    /// <summary>Writes a whole definition: <c>{"batchSchema":…,"itemSchema":…,"settings":{…}}</c>, absent schemas left out.</summary>
    /// <exception cref="ArgumentOutOfRangeException">As for <see cref="WriteSettings"/>.</exception>
    public static string WriteContent(DefinitionContent content)
    {
        ArgumentNullException.ThrowIfNull(content);
        return JsonText.Write(writer =>
        {
            writer.WriteStartObject();
            WriteSchema(writer, BatchSchema, content.BatchSchema);
            WriteSchema(writer, ItemSchema, content.ItemSchema);
            writer.WritePropertyName(Settings);
            SettingsWriter.Write(writer, content.Settings);
            writer.WriteEndObject();
        });
    }

    /// <summary>Reads what <see cref="WriteContent"/> wrote.</summary>
    /// <exception cref="InvalidInputException">It is not JSON of that shape.</exception>
    /// <exception cref="ValidationException">A schema is not a valid JSON Schema.</exception>
    public static DefinitionContent ReadContent(string json)
    {
        var root = JsonDefinition.Parse(Origin, json).Mapping(BatchSchema, ItemSchema, Settings);
        var settings = root[Settings] ?? throw root.Error("settings is missing");
        return new DefinitionContent(
            ReadSchema(root[BatchSchema]),
            ReadSchema(root[ItemSchema]),
            SettingsReader.Read(settings.Mapping(SettingsReader.StoredKeys))
        );
    }

    private static void WriteSchema(Utf8JsonWriter writer, string name, Schema? schema)
    {
        if (schema is null)
            return;
        writer.WritePropertyName(name);
        writer.WriteRawValue(schema.Definition.Text);
    }

    private static Schema? ReadSchema(DefinitionNode? node) => node is null ? null : new Schema(node.Json());
}
