using System.Text.Json;
using AutomationPlatform.JsonSchema.Evaluation;
using AutomationPlatform.JsonSchema.Keywords;

namespace AutomationPlatform.JsonSchema.Compilation;

/// <summary>Compiles the keywords about arrays.</summary>
internal static class ArrayKeywords
{
    public static void MinItems(SchemaContext context) => Count(context, "minItems");

    public static void MaxItems(SchemaContext context) => Count(context, "maxItems");

    public static void UniqueItems(SchemaContext context)
    {
        if (context.TryGet("uniqueItems", out var unique) && unique.ValueKind == JsonValueKind.True)
            context.Add(new UniqueItemsKeyword());
    }

    public static void Items(SchemaContext context)
    {
        Subschema[] prefix = context.TryGet("prefixItems", out var list) ? context.List("prefixItems", list) : [];
        if (!context.TryGet("items", out var items))
            context.Add(new ItemsKeyword(prefix, rest: null));
        else if (items.ValueKind == JsonValueKind.Array)
            context.Add(new ItemsKeyword(context.List("items", items), context.Optional("additionalItems")));
        else
            context.Add(new ItemsKeyword(prefix, context.Edge("items", null, items)));
    }

    public static void Contains(SchemaContext context)
    {
        if (context.Optional("contains") is { } wanted)
            context.Add(
                new ContainsKeyword(
                    wanted,
                    Bound(context, "minContains"),
                    Bound(context, "maxContains"),
                    marks: context.Draft == Draft.V202012
                )
            );
    }

    public static void Unevaluated(SchemaContext context)
    {
        if (context.Optional("unevaluatedItems") is { } subschema)
            context.Add(new UnevaluatedKeyword(subschema, JsonValueKind.Array));
    }

    private static void Count(SchemaContext context, string keyword)
    {
        if (Bound(context, keyword) is { } bound)
            context.Add(new CountKeyword(keyword, JsonValueKind.Array, bound));
    }

    private static long? Bound(SchemaContext context, string keyword) =>
        context.TryGet(keyword, out var bound) ? CountBound.Read(bound, context.Limits) : null;
}
