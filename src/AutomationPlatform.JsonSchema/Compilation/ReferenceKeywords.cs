using AutomationPlatform.JsonSchema.Evaluation;
using AutomationPlatform.JsonSchema.Keywords;

namespace AutomationPlatform.JsonSchema.Compilation;

/// <summary>Compiles references, and the schemas kept to be referred to.</summary>
internal static class ReferenceKeywords
{
    public static void Reference(SchemaContext context)
    {
        if (context.TryGet("$ref", out var reference))
            Static(context, "$ref", context.Resolve("$ref", SchemaContext.TextOf(reference)).Place);
    }

    public static void DynamicReference(SchemaContext context)
    {
        if (!context.TryGet("$dynamicRef", out var reference))
            return;
        var (place, anchor) = context.Resolve("$dynamicRef", SchemaContext.TextOf(reference));
        if (anchor is not null && place.Resource.DynamicAnchors.Contains(anchor))
            Dynamic(context, "$dynamicRef", anchor, place);
        else
            Static(context, "$dynamicRef", place);
    }

    public static void RecursiveReference(SchemaContext context)
    {
        if (!context.TryGet("$recursiveRef", out _))
            return;
        var resource = context.Place.Resource;
        var place = new SchemaPlace(resource, resource.Pointer, resource.Element);
        if (resource.DynamicAnchors.Contains(""))
            Dynamic(context, "$recursiveRef", "", place);
        else
            Static(context, "$recursiveRef", place);
    }

    /// <summary>Compiles definitions although nothing may refer to them, so that no mistake in them goes unnoticed.</summary>
    public static void Definitions(SchemaContext context)
    {
        foreach (var keyword in new[] { "$defs", "definitions" })
            _ = context.Map(keyword).Count();
    }

    private static void Static(SchemaContext context, string keyword, SchemaPlace place) =>
        context.Add(new ReferenceKeyword(new Subschema(keyword, null, context.Node, context.Compiler.Request(place))));

    private static void Dynamic(SchemaContext context, string keyword, string anchor, SchemaPlace place)
    {
        var reference = new DynamicReferenceKeyword(keyword, anchor, context.Compiler.Request(place));
        context.Compiler.Dynamic.Add(reference);
        context.Add(reference);
    }
}
