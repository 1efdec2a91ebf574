using AutomationPlatform.Application.Definition;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace AutomationPlatform.Infrastructure.Definition;

/// <summary>Reads one YAML document as definition nodes: no tags of its own, no merge keys, bounded in depth and size.</summary>
/// <remarks>An alias gives the very node of its anchor; its nodes are counted again, so that a few lines cannot unfold
/// into millions.</remarks>
internal sealed class YamlDefinition
{
    private readonly string file;
    private readonly Parser parser;
    private readonly Dictionary<string, (DefinitionNode Node, int Size)> anchors = [];
    private int nodes;

    private YamlDefinition(string file, string text)
    {
        this.file = file;
        parser = new Parser(new StringReader(text));
    }

    /// <summary>Reads a whole file.</summary>
    /// <param name="file">The file's name for errors.</param>
    /// <param name="text">Its text.</param>
    internal static DefinitionNode Parse(string file, string text)
    {
        try
        {
            return new YamlDefinition(file, text).ReadDocument();
        }
        catch (YamlException cause)
        {
            throw new Application.InvalidInputException(
                $"{file}:{cause.Start.Line}:{cause.Start.Column}: is not YAML: {cause.Message.TrimEnd('.')}; correct it there",
                cause
            );
        }
    }

    private DefinitionNode ReadDocument()
    {
        parser.Consume<StreamStart>();
        if (parser.Accept<StreamEnd>(out _))
            return new DefinitionNode(NodeKind.Null, $"{file}:1:1", "");
        parser.Consume<DocumentStart>();
        var root = ReadNode("", depth: 0);
        parser.Consume<DocumentEnd>();
        if (!parser.Accept<StreamEnd>(out var next))
            throw DefinitionNode.Error(
                Origin(next ?? parser.Current!),
                "",
                "a second document begins; write one a file"
            );
        return root;
    }

    private DefinitionNode ReadNode(string path, int depth)
    {
        var at = parser.Current is null || !parser.Accept<ParsingEvent>(out var next) ? parser.Current! : next;
        if (depth > DefinitionLimits.Depth)
            throw DefinitionNode.Error(Origin(at), path, $"is nested deeper than {DefinitionLimits.Depth}; flatten it");
        if (at is AnchorAlias alias)
            return ReadAlias(alias, path);
        var before = nodes;
        Count(1, at, path);
        var node = at switch
        {
            MappingStart => ReadMapping(path, depth),
            SequenceStart => ReadSequence(path, depth),
            _ => ReadScalar(path),
        };
        if (at is NodeEvent { Anchor.IsEmpty: false } anchored)
            anchors[anchored.Anchor.Value] = (node, nodes - before);
        return node;
    }

    private DefinitionNode ReadAlias(AnchorAlias alias, string path)
    {
        parser.MoveNext();
        if (!anchors.TryGetValue(alias.Value.Value, out var anchor))
            throw DefinitionNode.Error(
                Origin(alias),
                path,
                $"*{alias.Value.Value} names no anchor that stands before it"
            );
        Count(anchor.Size, alias, path);
        return anchor.Node;
    }

    private void Count(int more, ParsingEvent at, string path)
    {
        nodes += more;
        if (nodes > DefinitionLimits.Nodes)
            throw DefinitionNode.Error(
                Origin(at),
                path,
                $"the file has more than {DefinitionLimits.Nodes} nodes, repeated ones included; shorten it"
            );
    }

    private DefinitionNode ReadMapping(string path, int depth)
    {
        var start = parser.Consume<MappingStart>();
        CheckTag(start, path, "map");
        var members = new List<(string, string, DefinitionNode)>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            if (!parser.TryConsume<Scalar>(out var key))
                throw DefinitionNode.Error(Origin(parser.Current!), path, "a key is not a text; write a plain name");
            if (!names.Add(key.Value))
                throw DefinitionNode.Error(Origin(key), path, $"the key '{key.Value}' stands twice; keep one of them");
            var child = path.Length == 0 ? key.Value : $"{path}.{key.Value}";
            members.Add((key.Value, Origin(key), ReadNode(child, depth + 1)));
        }
        return new DefinitionNode(NodeKind.Mapping, Origin(start), path) { Members = members };
    }

    private DefinitionNode ReadSequence(string path, int depth)
    {
        var start = parser.Consume<SequenceStart>();
        CheckTag(start, path, "seq");
        var elements = new List<DefinitionNode>();
        while (!parser.TryConsume<SequenceEnd>(out _))
            elements.Add(ReadNode($"{path}[{elements.Count}]", depth + 1));
        return new DefinitionNode(NodeKind.Sequence, Origin(start), path) { Elements = elements };
    }

    private DefinitionNode ReadScalar(string path)
    {
        var scalar = parser.Consume<Scalar>();
        CheckTag(scalar, path, "str");
        var (kind, value) = scalar.IsPlainImplicit ? YamlScalar.Resolve(scalar.Value) : (NodeKind.Text, scalar.Value);
        if (value is null)
            throw DefinitionNode.Error(
                Origin(scalar),
                path,
                $"{scalar.Value} is no JSON number; quote it or write another"
            );
        return new DefinitionNode(kind, Origin(scalar), path) { Written = scalar.Value, Value = value };
    }

    private void CheckTag(NodeEvent node, string path, string known)
    {
        if (!node.Tag.IsEmpty && !node.Tag.IsNonSpecific && node.Tag.Value != "tag:yaml.org,2002:" + known)
            throw DefinitionNode.Error(Origin(node), path, $"the tag {node.Tag.Value} is not used here; remove it");
    }

    private string Origin(ParsingEvent at) => $"{file}:{at.Start.Line}:{at.Start.Column}";
}
