using System.Text.Json;
using AutomationPlatform.Application;

namespace AutomationPlatform.Infrastructure.Definition;

/// <summary>Reads stored JSON as definition nodes.</summary>
internal static class JsonDefinition
{
    private const string Origin = "stored definition";

    // Schemas are checked against the limits of payloads when they come in; inside a definition they lie two deeper.
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = Domain.Payload.MaximumDepth + 8 };

    internal static DefinitionNode Parse(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Options);
            return Node(document.RootElement.Clone(), "");
        }
        catch (JsonException cause)
        {
            throw new InvalidInputException($"{Origin}: is not JSON; restore it from a backup", cause);
        }
    }

    private static DefinitionNode Node(JsonElement element, string path) =>
        Shape(element, path) with
        {
            Source = element,
        };

    private static DefinitionNode Shape(JsonElement element, string path) =>
        element.ValueKind switch
        {
            JsonValueKind.Object => new DefinitionNode(NodeKind.Mapping, Origin, path)
            {
                Members = Members(element, path),
            },
            JsonValueKind.Array => new DefinitionNode(NodeKind.Sequence, Origin, path)
            {
                Elements = [.. element.EnumerateArray().Select((child, index) => Node(child, $"{path}[{index}]"))],
            },
            JsonValueKind.String => Scalar(NodeKind.Text, element.GetString()!, path),
            JsonValueKind.Number => Scalar(NodeKind.Number, element.GetRawText(), path),
            JsonValueKind.Null => Scalar(NodeKind.Null, "null", path),
            _ => Scalar(NodeKind.Boolean, element.GetRawText(), path),
        };

    // Of a name that stands twice the last one counts, as it does in jsonb.
    private static List<(string, string, DefinitionNode)> Members(JsonElement element, string path)
    {
        var members = new OrderedDictionary<string, DefinitionNode>(StringComparer.Ordinal);
        foreach (var member in element.EnumerateObject())
            members[member.Name] = Node(member.Value, path.Length == 0 ? member.Name : $"{path}.{member.Name}");
        return [.. members.Select(member => (member.Key, Origin, member.Value))];
    }

    private static DefinitionNode Scalar(NodeKind kind, string text, string path) =>
        new(kind, Origin, path) { Written = text, Value = text };
}
