using System.Text.Json;
using AutomationPlatform.JsonSchema.Text;

namespace AutomationPlatform.JsonSchema;

/// <summary>The schemas that a schema under compilation may refer to by URI, besides itself and the standard's metaschemas.</summary>
/// <remarks>Thread safety: immutable; <see cref="With"/> returns a larger registry and leaves this one as it was.</remarks>
public sealed class SchemaRegistry
{
    private readonly Dictionary<string, JsonElement> schemas;

    private SchemaRegistry(Dictionary<string, JsonElement> schemas) => this.schemas = schemas;

    /// <summary>The registry that holds nothing.</summary>
    public static SchemaRegistry Empty { get; } = new([]);

    /// <summary>The URIs under which schemas are registered, without fragments.</summary>
    public IReadOnlyCollection<string> Uris => schemas.Keys;

    /// <summary>A registry with one more schema, in place of any that had the same URI.</summary>
    /// <param name="uri">An absolute URI; a fragment is dropped. It is compared as text, character by character.</param>
    /// <param name="schema">The schema, which is copied. It is checked only when a reference reaches it.</param>
    /// <exception cref="ArgumentException">The URI is not absolute, or the schema is an undefined element.</exception>
    public SchemaRegistry With(string uri, JsonElement schema)
    {
        var result = new Dictionary<string, JsonElement>(schemas, StringComparer.Ordinal);
        Add(result, uri, schema);
        return new(result);
    }

    /// <summary>A registry of all the given schemas; a later one replaces an earlier one of the same URI.</summary>
    /// <param name="schemas">Schemas by absolute URI.</param>
    /// <exception cref="ArgumentException">A URI is not absolute, or a schema is an undefined element.</exception>
    public static SchemaRegistry Of(IEnumerable<KeyValuePair<string, JsonElement>> schemas)
    {
        ArgumentNullException.ThrowIfNull(schemas);
        var result = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var (uri, schema) in schemas)
            Add(result, uri, schema);
        return new(result);
    }

    internal bool TryFind(string uri, out JsonElement schema) => schemas.TryGetValue(uri, out schema);

    private static void Add(Dictionary<string, JsonElement> schemas, string uri, JsonElement schema)
    {
        ArgumentNullException.ThrowIfNull(uri);
        var parsed = UriText.Parse(uri);
        if (parsed.Scheme is null)
            throw new ArgumentException($"'{uri}' is not an absolute URI.", nameof(uri));
        if (schema.ValueKind == JsonValueKind.Undefined)
            throw new ArgumentException("The schema is an undefined element.", nameof(schema));
        schemas[parsed.WithoutFragment] = schema.Clone();
    }
}
