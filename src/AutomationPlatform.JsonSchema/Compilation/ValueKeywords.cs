using System.Text.Json;
using AutomationPlatform.JsonSchema.Formats;
using AutomationPlatform.JsonSchema.Keywords;

namespace AutomationPlatform.JsonSchema.Compilation;

/// <summary>Compiles the keywords about a value as such, about numbers and about strings.</summary>
internal static class ValueKeywords
{
    public static void Type(SchemaContext context)
    {
        if (!context.TryGet("type", out var type))
            return;
        var types = JsonTypes.None;
        if (type.ValueKind == JsonValueKind.Array)
        {
            foreach (var name in type.EnumerateArray())
                types |= TypeWords.Parse(SchemaContext.TextOf(name));
        }
        else
        {
            types = TypeWords.Parse(SchemaContext.TextOf(type));
        }
        context.Add(new TypeKeyword(types));
    }

    public static void Const(SchemaContext context)
    {
        if (context.TryGet("const", out var expected))
            context.Add(new ConstKeyword(expected));
    }

    public static void Enum(SchemaContext context)
    {
        if (context.TryGet("enum", out var allowed))
            context.Add(new EnumKeyword(allowed));
    }

    public static void Minimum(SchemaContext context) => Range(context, "minimum");

    public static void Maximum(SchemaContext context) => Range(context, "maximum");

    public static void ExclusiveMinimum(SchemaContext context) => Range(context, "exclusiveMinimum");

    public static void ExclusiveMaximum(SchemaContext context) => Range(context, "exclusiveMaximum");

    public static void MultipleOf(SchemaContext context)
    {
        if (context.TryGet("multipleOf", out var divisor))
            context.Add(new MultipleOfKeyword(divisor, context.Limits));
    }

    public static void MinLength(SchemaContext context) => Length(context, "minLength");

    public static void MaxLength(SchemaContext context) => Length(context, "maxLength");

    public static void Pattern(SchemaContext context)
    {
        if (context.TryGet("pattern", out var pattern))
            context.Add(new PatternKeyword(context.Pattern(SchemaContext.TextOf(pattern), "pattern")));
    }

    public static void Format(SchemaContext context)
    {
        if (
            context.AssertsFormat
            && context.TryGet("format", out var name)
            && KnownFormats.Find(SchemaContext.TextOf(name)) is { } format
        )
            context.Add(new FormatKeyword(format));
    }

    private static void Range(SchemaContext context, string keyword)
    {
        if (context.TryGet(keyword, out var bound))
            context.Add(new RangeKeyword(keyword, bound));
    }

    private static void Length(SchemaContext context, string keyword)
    {
        if (context.TryGet(keyword, out var bound))
            context.Add(new LengthKeyword(keyword, CountBound.Read(bound, context.Limits)));
    }
}
