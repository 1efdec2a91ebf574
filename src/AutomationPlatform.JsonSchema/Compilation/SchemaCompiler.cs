using System.Text.Json;
using AutomationPlatform.JsonSchema.Evaluation;
using AutomationPlatform.JsonSchema.Keywords;
using AutomationPlatform.JsonSchema.Patterns;
using AutomationPlatform.JsonSchema.Text;

namespace AutomationPlatform.JsonSchema.Compilation;

/// <summary>Turns a schema and all it refers to into nodes. It works off a list, so that no chain of references grows the stack.</summary>
internal sealed class SchemaCompiler
{
    private readonly Dictionary<(SchemaDocument, string), SchemaNode> nodes = [];
    private readonly Queue<(SchemaNode Node, SchemaPlace Place)> open = [];
    private readonly List<SchemaWarning> warnings = [];

    // By ordinal in the table of keywords: what the schema object at hand says, for one object at a time.
    private readonly JsonElement[] values = new JsonElement[KeywordTable.Definitions.Count];
    private readonly DocumentStore documents;
    private readonly CompilationWork work;

    private SchemaCompiler(SchemaOptions options)
    {
        Options = options;
        documents = new(options);
        work = new(options.Limits);
    }

    public SchemaOptions Options { get; }

    public List<DynamicReferenceKeyword> Dynamic { get; } = [];

    public static CompiledSchema Compile(JsonElement schema, SchemaOptions options, bool isTrusted)
    {
        var compiler = new SchemaCompiler(options);
        var root = compiler.documents.Open(schema, isTrusted);
        var node = compiler.Request(new(root, "", schema));
        compiler.CompileAll();
        ReferenceCycles.Refuse(compiler.nodes.Values);
        return new(schema, root.Dialect.Draft, node, compiler.warnings, options.Limits);
    }

    /// <summary>The node of a place, which may still be without keywords.</summary>
    public SchemaNode Request(SchemaPlace place)
    {
        if (nodes.TryGetValue((place.Document, place.Pointer), out var node))
            return node;
        node = new(place.Resource, place.Pointer);
        nodes.Add((place.Document, place.Pointer), node);
        open.Enqueue((node, place));
        return node;
    }

    /// <summary>Where a reference leads and, when its fragment is the name of an anchor, that name.</summary>
    public (SchemaPlace Place, string? Anchor)? Resolve(SchemaResource from, string reference)
    {
        var target = UriText.Resolve(from.Uri, reference);
        if (documents.Find(target.WithoutFragment) is not { } resource)
            return null;
        var fragment = Uri.UnescapeDataString(target.Fragment ?? "");
        if (fragment.Length == 0 || fragment[0] == '/')
            return resource.Document.Follow(resource, fragment, work) is { } place ? (place, null) : null;
        if (!resource.Anchors.TryGetValue(fragment, out var pointer))
            return null;
        return resource.Document.Follow(resource, pointer[resource.Pointer.Length..], work) is { } named
            ? (named, fragment)
            : null;
    }

    public Pattern Pattern(string text, SchemaPlace place, string keyword)
    {
        try
        {
            return PatternCache.Get(text, Options.Limits);
        }
        catch (PatternSyntaxException exception)
        {
            var pointer = keyword == "pattern" ? "/pattern" : $"/{keyword}/{JsonPointer.Escape(text)}";
            throw place.Document.Invalid(
                place.Pointer + pointer,
                $"the regular expression {exception.Message}",
                exception
            );
        }
    }

    // Which resources a dynamic reference may find is known only when everything is reached, and may reach further.
    private void CompileAll()
    {
        while (open.Count > 0)
        {
            while (open.TryDequeue(out var next))
                CompileNode(next.Node, next.Place);
            foreach (var reference in Dynamic)
                AddTargets(reference);
        }
    }

    private void AddTargets(DynamicReferenceKeyword reference)
    {
        foreach (var resource in documents.Resources)
        {
            if (!resource.DynamicAnchors.Contains(reference.Anchor))
                continue;
            var pointer = reference.Anchor.Length == 0 ? resource.Pointer : resource.Anchors[reference.Anchor];
            if (resource.Document.Follow(resource, pointer[resource.Pointer.Length..], work) is { } place)
                reference.AddTarget(Request(place));
        }
    }

    private void CompileNode(SchemaNode node, SchemaPlace place)
    {
        switch (place.Element.ValueKind)
        {
            case JsonValueKind.True:
                node.Complete([], isSensitive: false);
                break;
            case JsonValueKind.False:
                node.Complete([new FalseKeyword()], isSensitive: false);
                break;
            case JsonValueKind.Object:
                CompileObject(node, place);
                break;
            default:
                throw place.Document.Invalid(place.Pointer, "a reference leads here, but this is not a schema");
        }
    }

    private void CompileObject(SchemaNode node, SchemaPlace place)
    {
        Array.Clear(values);
        var context = new SchemaContext(this, place, node, values);
        var steps = SchemaReader.Read(place, values, place.Document.Uri is null ? warnings : null, out var isSensitive);
        for (var step = 0; steps != 0; step++, steps >>= 1)
        {
            if ((steps & 1) != 0)
                KeywordTable.Steps[step](context);
        }
        node.Complete(context.Keywords, isSensitive);
    }
}
