using System.Text.Json;
using AutomationPlatform.JsonSchema.Evaluation;
using AutomationPlatform.JsonSchema.Keywords;
using AutomationPlatform.JsonSchema.Patterns;

namespace AutomationPlatform.JsonSchema.Compilation;

/// <summary>Compiles the keywords about objects.</summary>
internal static class ObjectKeywords
{
    public static void MinProperties(SchemaContext context) => Count(context, "minProperties");

    public static void MaxProperties(SchemaContext context) => Count(context, "maxProperties");

    public static void Properties(SchemaContext context)
    {
        var declared = context.Map("properties").ToDictionary(entry => entry.Name, entry => entry.Subschema);
        string[] required = context.TryGet("required", out var names) ? Texts(names) : [];
        (Pattern, Subschema)[] patterned =
        [
            .. context
                .Map("patternProperties")
                .Select(entry => (context.Pattern(entry.Name, "patternProperties"), entry.Subschema)),
        ];
        context.Add(new PropertiesKeyword(declared, required, patterned, context.Optional("additionalProperties")));
    }

    public static void PropertyNames(SchemaContext context)
    {
        if (context.Optional("propertyNames") is { } subschema)
            context.Add(new PropertyNamesKeyword(subschema));
    }

    public static void DependentRequired(SchemaContext context)
    {
        if (context.TryGet("dependentRequired", out var rules))
            context.Add(new DependentRequiredKeyword("dependentRequired", NameLists(rules)));
    }

    public static void DependentSchemas(SchemaContext context) =>
        context.Add(new DependentSchemasKeyword("dependentSchemas", [.. context.Map("dependentSchemas")]));

    public static void Dependencies(SchemaContext context)
    {
        if (!context.TryGet("dependencies", out var rules))
            return;
        context.Add(new DependentRequiredKeyword("dependencies", NameLists(rules)));
        var schemas = rules.EnumerateObject().Where(rule => rule.Value.ValueKind != JsonValueKind.Array);
        var edges = schemas.Select(rule =>
            (SchemaContext.NameOf(rule), context.Edge("dependencies", SchemaContext.NameOf(rule), rule.Value))
        );
        context.Add(new DependentSchemasKeyword("dependencies", [.. edges]));
    }

    public static void Unevaluated(SchemaContext context)
    {
        if (context.Optional("unevaluatedProperties") is { } subschema)
            context.Add(new UnevaluatedKeyword(subschema, JsonValueKind.Object));
    }

    private static void Count(SchemaContext context, string keyword)
    {
        if (context.TryGet(keyword, out var bound))
            context.Add(new CountKeyword(keyword, JsonValueKind.Object, CountBound.Read(bound, context.Limits)));
    }

    private static (string, string[])[] NameLists(JsonElement rules) =>
        [
            .. rules
                .EnumerateObject()
                .Where(rule => rule.Value.ValueKind == JsonValueKind.Array)
                .Select(rule => (SchemaContext.NameOf(rule), Texts(rule.Value))),
        ];

    private static string[] Texts(JsonElement list) => [.. list.EnumerateArray().Select(SchemaContext.TextOf)];
}
