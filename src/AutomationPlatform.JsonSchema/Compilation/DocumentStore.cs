using System.Text.Json;

namespace AutomationPlatform.JsonSchema.Compilation;

/// <summary>The documents one compilation has reached, and the schemas in them by URI.</summary>
internal sealed class DocumentStore(SchemaOptions options)
{
    private readonly DialectSource dialects = new(options);
    private readonly Dictionary<string, SchemaResource> byUri = new(StringComparer.Ordinal);

    public IEnumerable<SchemaResource> Resources => byUri.Values.Distinct();

    /// <summary>Reads the document that is to be compiled.</summary>
    public SchemaResource Open(JsonElement root, bool isTrusted) => Add(new(root, uri: null), "", isTrusted);

    /// <summary>The schema of an absolute URI without fragment; null when neither the document nor the registry has it.</summary>
    public SchemaResource? Find(string uri)
    {
        if (byUri.TryGetValue(uri, out var resource))
            return resource;
        if (options.Registry.TryFind(uri, out var registered))
            return Add(new(registered, uri), uri, isTrusted: false);
        return MetaSchemas.TryRead(uri, out var metaSchema) ? Add(new(metaSchema, uri), uri, isTrusted: true) : null;
    }

    private SchemaResource Add(SchemaDocument document, string uri, bool isTrusted)
    {
        new SchemaBounds(document, options.Limits).Check();
        var dialect = dialects.For(document.Root, otherwise: null, document, "");
        if (!isTrusted)
            MetaSchemaCheck.Run(document, dialect, options.Limits);
        var root = new SchemaIndexer(document, dialects).Index(uri, dialect);
        byUri[uri] = root;
        foreach (var resource in document.Resources)
            Register(resource);
        return root;
    }

    private void Register(SchemaResource resource)
    {
        if (byUri.TryAdd(resource.Uri, resource) || ReferenceEquals(byUri[resource.Uri], resource))
            return;
        if (ReferenceEquals(byUri[resource.Uri].Document, resource.Document))
            throw resource.Document.Invalid(
                resource.Pointer + "/$id",
                $"'{resource.Uri}' is already the $id of another schema"
            );
    }
}
