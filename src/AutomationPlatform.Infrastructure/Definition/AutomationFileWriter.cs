using System.Text;
using System.Text.Json;
using AutomationPlatform.Domain.Definition;

namespace AutomationPlatform.Infrastructure.Definition;

/// <summary>Writes an automation as block YAML, by way of the JSON that is stored.</summary>
internal static class AutomationFileWriter
{
    private const int Step = 2;

    internal static string Write(string name, string? description, DefinitionContent content)
    {
        using var document = JsonDocument.Parse(WriteJson(name, description, content));
        var yaml = new StringBuilder();
        WriteMembers(yaml, document.RootElement, indent: 0);
        return yaml.ToString();
    }

    private static string WriteJson(string name, string? description, DefinitionContent content) =>
        JsonText.Write(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString(AutomationFiles.Name, name);
            if (description is not null)
                writer.WriteString(AutomationFiles.Description, description);
            WriteSchema(writer, AutomationFiles.BatchSchema, content.BatchSchema);
            WriteSchema(writer, AutomationFiles.ItemSchema, content.ItemSchema);
            SettingsWriter.WriteMembers(writer, content.Settings);
            writer.WriteEndObject();
        });

    private static void WriteSchema(Utf8JsonWriter writer, string name, Schema? schema)
    {
        if (schema is null)
            return;
        writer.WritePropertyName(name);
        writer.WriteRawValue(schema.Definition.Text);
    }

    private static void WriteMembers(StringBuilder yaml, JsonElement mapping, int indent)
    {
        foreach (var member in mapping.EnumerateObject())
        {
            yaml.Append(' ', indent).Append(YamlScalar.Write(member.Name)).Append(':');
            WriteValue(yaml, member.Value, indent);
        }
    }

    // What fits on the key's line goes there; the rest begins below it, one step further in.
    private static void WriteValue(StringBuilder yaml, JsonElement value, int indent)
    {
        if (IsFlow(value))
        {
            WriteFlow(yaml.Append(' '), value);
            yaml.Append('\n');
            return;
        }
        yaml.Append('\n');
        if (value.ValueKind == JsonValueKind.Object)
            WriteMembers(yaml, value, indent + Step);
        else
            WriteElements(yaml, value, indent + Step);
    }

    private static void WriteElements(StringBuilder yaml, JsonElement sequence, int indent)
    {
        foreach (var element in sequence.EnumerateArray())
        {
            yaml.Append(' ', indent).Append('-');
            WriteValue(yaml, element, indent);
        }
    }

    private static bool IsFlow(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Object => !value.EnumerateObject().Any(),
            JsonValueKind.Array => value
                .EnumerateArray()
                .All(element => element.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array)),
            _ => true,
        };

    private static void WriteFlow(StringBuilder yaml, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                yaml.Append(YamlScalar.Write(value.GetString()!));
                break;
            case JsonValueKind.Object:
                yaml.Append("{}");
                break;
            case JsonValueKind.Array:
                var separator = "[";
                foreach (var element in value.EnumerateArray())
                {
                    WriteFlow(yaml.Append(separator), element);
                    separator = ", ";
                }
                yaml.Append(separator == "[" ? "[]" : "]");
                break;
            default:
                yaml.Append(value.GetRawText());
                break;
        }
    }
}
