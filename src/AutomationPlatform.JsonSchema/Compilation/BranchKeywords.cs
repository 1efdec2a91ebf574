using AutomationPlatform.JsonSchema.Keywords;

namespace AutomationPlatform.JsonSchema.Compilation;

/// <summary>Compiles the keywords that apply several schemas to one value.</summary>
internal static class BranchKeywords
{
    public static void AllOf(SchemaContext context)
    {
        if (context.TryGet("allOf", out var branches))
            context.Add(new AllOfKeyword(context.List("allOf", branches)));
    }

    public static void AnyOf(SchemaContext context)
    {
        if (context.TryGet("anyOf", out var branches))
            context.Add(new AnyOfKeyword(context.List("anyOf", branches)));
    }

    public static void OneOf(SchemaContext context)
    {
        if (context.TryGet("oneOf", out var branches))
            context.Add(new OneOfKeyword(context.List("oneOf", branches)));
    }

    public static void Not(SchemaContext context)
    {
        if (context.Optional("not") is { } refused)
            context.Add(new NotKeyword(refused));
    }

    public static void Conditional(SchemaContext context)
    {
        if (context.Optional("if") is { } condition)
            context.Add(new ConditionalKeyword(condition, context.Optional("then"), context.Optional("else")));
    }
}
