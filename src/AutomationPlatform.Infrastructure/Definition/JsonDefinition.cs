using System.Globalization;
using System.Text;
using System.Text.Json;
using AutomationPlatform.Application;
using AutomationPlatform.Application.Definition;

namespace AutomationPlatform.Infrastructure.Definition;

/// <summary>Reads JSON as definition nodes, each with its line and column: stored definitions and <c>.json</c> files.</summary>
/// <remarks>Of a name that stands twice the last one counts, as it does in jsonb.</remarks>
internal ref struct JsonDefinition
{
    // Inside a definition, schemas and payloads lie a few levels deeper than where their own depth was checked.
    private static readonly JsonReaderOptions Options = new() { MaxDepth = DefinitionLimits.Depth + 8 };

    private readonly string file;
    private readonly ReadOnlySpan<byte> json;
    private Utf8JsonReader reader;
    private int counted;
    private int line;
    private int lineStart;

    private JsonDefinition(string file, ReadOnlySpan<byte> json)
    {
        this.file = file;
        this.json = json;
        reader = new Utf8JsonReader(json, Options);
        line = 1;
    }

    /// <summary>Reads a whole file.</summary>
    /// <param name="file">The file's name for errors.</param>
    /// <param name="json">Its text.</param>
    internal static DefinitionNode Parse(string file, string json)
    {
        try
        {
            var definition = new JsonDefinition(file, Encoding.UTF8.GetBytes(json));
            definition.reader.Read();
            var root = definition.ReadNode("");
            definition.reader.Read();
            return root;
        }
        catch (JsonException cause)
        {
            throw new InvalidInputException(
                $"{file}:{cause.LineNumber + 1}:{cause.BytePositionInLine + 1}: is not JSON; correct it there",
                cause
            );
        }
    }

    private DefinitionNode ReadNode(string path)
    {
        var start = (int)reader.TokenStartIndex;
        var origin = Origin();
        var node = reader.TokenType switch
        {
            JsonTokenType.StartObject => new DefinitionNode(NodeKind.Mapping, origin, path)
            {
                Members = ReadMembers(path),
            },
            JsonTokenType.StartArray => new DefinitionNode(NodeKind.Sequence, origin, path)
            {
                Elements = ReadElements(path),
            },
            JsonTokenType.String => Scalar(NodeKind.Text, reader.GetString()!, origin, path),
            JsonTokenType.Number => Scalar(NodeKind.Number, Encoding.UTF8.GetString(reader.ValueSpan), origin, path),
            JsonTokenType.Null => Scalar(NodeKind.Null, "null", origin, path),
            _ => Scalar(NodeKind.Boolean, reader.GetBoolean() ? "true" : "false", origin, path),
        };
        return node with { Source = Encoding.UTF8.GetString(json[start..(int)reader.BytesConsumed]) };
    }

    private List<(string, string, DefinitionNode)> ReadMembers(string path)
    {
        var members = new OrderedDictionary<string, (string Origin, DefinitionNode Node)>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = reader.GetString()!;
            var origin = Origin();
            reader.Read();
            members[name] = (origin, ReadNode(path.Length == 0 ? name : $"{path}.{name}"));
        }
        return [.. members.Select(member => (member.Key, member.Value.Origin, member.Value.Node))];
    }

    private List<DefinitionNode> ReadElements(string path)
    {
        var elements = new List<DefinitionNode>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            elements.Add(ReadNode($"{path}[{elements.Count}]"));
        return elements;
    }

    private static DefinitionNode Scalar(NodeKind kind, string text, string origin, string path) =>
        new(kind, origin, path) { Written = text, Value = text };

    private string Origin()
    {
        var start = (int)reader.TokenStartIndex;
        for (var rest = json[counted..start]; rest.IndexOf((byte)'\n') is >= 0 and var at; rest = json[counted..start])
        {
            counted += at + 1;
            lineStart = counted;
            line++;
        }
        counted = start;
        return string.Create(CultureInfo.InvariantCulture, $"{file}:{line}:{start - lineStart + 1}");
    }
}
