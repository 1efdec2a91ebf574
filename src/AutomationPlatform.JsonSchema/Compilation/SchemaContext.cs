using System.Runtime.InteropServices;
using System.Text.Json;
using AutomationPlatform.JsonSchema.Evaluation;
using AutomationPlatform.JsonSchema.Patterns;
using AutomationPlatform.JsonSchema.Text;

namespace AutomationPlatform.JsonSchema.Compilation;

/// <summary>One schema object while its keywords are compiled: what they ask of their neighbours and of the compiler.</summary>
internal sealed class SchemaContext(SchemaCompiler compiler, SchemaPlace place, SchemaNode node, JsonElement[] values)
{
    private readonly List<Keyword> keywords = [];

    public SchemaCompiler Compiler => compiler;

    public SchemaPlace Place => place;

    public SchemaNode Node => node;

    public SchemaLimits Limits => compiler.Options.Limits;

    public Draft Draft => place.Resource.Dialect.Draft;

    public bool AssertsFormat => compiler.Options.AssertFormat || place.Resource.Dialect.AssertsFormat;

    public IReadOnlyList<Keyword> Keywords => keywords;

    public void Add(Keyword keyword) => keywords.Add(keyword);

    /// <summary>The value of a keyword, if the schema has it and its dialect knows it.</summary>
    public bool TryGet(string keyword, out JsonElement value)
    {
        value = values[KeywordTable.OrdinalOf(keyword)];
        return value.ValueKind != JsonValueKind.Undefined;
    }

    public Subschema? Optional(string keyword) => TryGet(keyword, out var schema) ? Edge(keyword, null, schema) : null;

    public Subschema Edge(string keyword, string? token, JsonElement schema)
    {
        var pointer =
            $"{place.Pointer}/{JsonPointer.Escape(keyword)}" + (token is null ? "" : "/" + JsonPointer.Escape(token));
        var resource = place.Document.ResourceAt(pointer, place.Resource);
        return new(keyword, token, node, compiler.Request(new(resource, pointer, schema)));
    }

    public Subschema[] List(string keyword, JsonElement list) =>
        [.. list.EnumerateArray().Select((schema, index) => Edge(keyword, index.ToString(), schema))];

    public IEnumerable<(string Name, Subschema Subschema)> Map(string keyword) =>
        TryGet(keyword, out var map)
            ? map.EnumerateObject().Select(member => (NameOf(member), Edge(keyword, NameOf(member), member.Value)))
            : [];

    /// <summary>Where a reference leads and, when its fragment is the name of an anchor, that name.</summary>
    public (SchemaPlace Place, string? Anchor) Resolve(string keyword, string reference) =>
        compiler.Resolve(place.Resource, reference)
        ?? throw Invalid(keyword, $"'{reference}' leads to no schema in this document or the registry");

    public Pattern Pattern(string text, string keyword) => compiler.Pattern(text, place, keyword);

    public InvalidSchemaException Invalid(string keyword, string reason) =>
        place.Document.Invalid($"{place.Pointer}/{JsonPointer.Escape(keyword)}", reason);

    public static string NameOf(JsonProperty member) => JsonMembers.NameOf(member);

    public static string TextOf(JsonElement element) => JsonMembers.TextOf(element);
}
