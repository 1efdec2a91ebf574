using System.Text.Json;
using AutomationPlatform.JsonSchema.Text;

namespace AutomationPlatform.JsonSchema.Compilation;

/// <summary>Finds the dialect a schema's <c>$schema</c> names: one of the standard's, or one of a registered metaschema.</summary>
internal sealed class DialectSource(SchemaOptions options)
{
    private const int LongestChain = 8;

    private readonly Dictionary<string, Dialect> custom = new(StringComparer.Ordinal);

    public Dialect For(JsonElement schema, Dialect? otherwise, SchemaDocument document, string pointer)
    {
        if (NameOf(schema) is not { } uri)
            return otherwise ?? MetaSchemas.DialectOf(options.DefaultDraft);
        return Find(uri, 0)
            ?? throw document.Invalid(
                pointer + "/$schema",
                $"'{uri}' is neither a supported draft nor a registered metaschema"
            );
    }

    private Dialect? Find(string uri, int chain)
    {
        if (MetaSchemas.FindDialect(uri) is { } standard)
            return standard;
        if (custom.TryGetValue(uri, out var known))
            return known;
        if (chain == LongestChain || !options.Registry.TryFind(uri, out var metaSchema))
            return null;
        var parent = NameOf(metaSchema) is { } next
            ? Find(next, chain + 1)
            : MetaSchemas.DialectOf(options.DefaultDraft);
        return parent is null ? null : custom[uri] = Create(uri, metaSchema, parent.Draft);
    }

    private Dialect Create(string uri, JsonElement metaSchema, Draft draft)
    {
        var compiled = new Lazy<CompiledSchema>(() => CompiledSchema.Compile(metaSchema, options));
        return new(draft, ReadVocabularies(uri, metaSchema), () => compiled.Value);
    }

    private static Vocabularies ReadVocabularies(string uri, JsonElement metaSchema)
    {
        if (
            !JsonMembers.TryFind(metaSchema, "$vocabulary", out var declared)
            || declared.ValueKind != JsonValueKind.Object
        )
            return Vocabularies.Standard;
        var result = Vocabularies.Core;
        foreach (var vocabulary in declared.EnumerateObject())
        {
            var name = JsonMembers.NameOf(vocabulary);
            var known = VocabularyUris.Parse(name);
            if (known == Vocabularies.None && vocabulary.Value.ValueKind == JsonValueKind.True)
                throw new InvalidSchemaException("/$vocabulary", $"the vocabulary '{name}' is required but not known")
                {
                    SchemaUri = uri,
                };
            result |= known;
        }
        return result;
    }

    private static string? NameOf(JsonElement schema) =>
        JsonMembers.FindText(schema, "$schema") is { } name ? UriText.Parse(name).WithoutFragment : null;
}
