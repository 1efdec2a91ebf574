using System.Collections.Frozen;
using AutomationPlatform.JsonSchema.Text;
using static AutomationPlatform.JsonSchema.Compilation.Vocabularies;

namespace AutomationPlatform.JsonSchema.Compilation;

/// <summary>Every keyword of the three drafts. The order is the order of evaluation: what is cheap and likely to fail comes first.</summary>
internal static class KeywordTable
{
    private static readonly KeywordDefinition[] Rows =
    [
        new("type", Validation, ValueKeywords.Type),
        new("const", Validation, ValueKeywords.Const),
        new("enum", Validation, ValueKeywords.Enum),
        new("minimum", Validation, ValueKeywords.Minimum),
        new("maximum", Validation, ValueKeywords.Maximum),
        new("exclusiveMinimum", Validation, ValueKeywords.ExclusiveMinimum),
        new("exclusiveMaximum", Validation, ValueKeywords.ExclusiveMaximum),
        new("multipleOf", Validation, ValueKeywords.MultipleOf),
        new("minLength", Validation, ValueKeywords.MinLength),
        new("maxLength", Validation, ValueKeywords.MaxLength),
        new("minItems", Validation, ArrayKeywords.MinItems),
        new("maxItems", Validation, ArrayKeywords.MaxItems),
        new("minProperties", Validation, ObjectKeywords.MinProperties),
        new("maxProperties", Validation, ObjectKeywords.MaxProperties),
        new("format", FormatAnnotation, ValueKeywords.Format),
        new("pattern", Validation, ValueKeywords.Pattern),
        new("properties", Applicator, ObjectKeywords.Properties) { Shape = Shape.SchemaMap },
        new("patternProperties", Applicator, ObjectKeywords.Properties) { Shape = Shape.SchemaMap },
        new("additionalProperties", Applicator, ObjectKeywords.Properties) { Shape = Shape.Schema },
        new("required", Validation, ObjectKeywords.Properties),
        new("propertyNames", Applicator, ObjectKeywords.PropertyNames) { Shape = Shape.Schema },
        new("dependentRequired", Validation, ObjectKeywords.DependentRequired) { Drafts = Drafts.Since201909 },
        new("dependentSchemas", Applicator, ObjectKeywords.DependentSchemas)
        {
            Shape = Shape.SchemaMap,
            Drafts = Drafts.Since201909,
        },
        // No longer a keyword since 2019-09, but the metaschemas still keep its place and its meaning.
        new("dependencies", Applicator, ObjectKeywords.Dependencies) { Shape = Shape.SchemaMap },
        new("prefixItems", Applicator, ArrayKeywords.Items) { Shape = Shape.SchemaList, Drafts = Drafts.Draft202012 },
        new("items", Applicator, ArrayKeywords.Items) { Shape = Shape.SchemaOrList },
        new("additionalItems", Applicator, ArrayKeywords.Items) { Shape = Shape.Schema, Drafts = Drafts.Until201909 },
        new("contains", Applicator, ArrayKeywords.Contains) { Shape = Shape.Schema },
        new("minContains", Validation, ArrayKeywords.Contains) { Drafts = Drafts.Since201909 },
        new("maxContains", Validation, ArrayKeywords.Contains) { Drafts = Drafts.Since201909 },
        new("uniqueItems", Validation, ArrayKeywords.UniqueItems),
        new("$ref", Core, ReferenceKeywords.Reference),
        new("$dynamicRef", Core, ReferenceKeywords.DynamicReference) { Drafts = Drafts.Draft202012 },
        new("$recursiveRef", Core, ReferenceKeywords.RecursiveReference) { Drafts = Drafts.Draft201909 },
        new("allOf", Applicator, BranchKeywords.AllOf) { Shape = Shape.SchemaList },
        new("anyOf", Applicator, BranchKeywords.AnyOf) { Shape = Shape.SchemaList },
        new("oneOf", Applicator, BranchKeywords.OneOf) { Shape = Shape.SchemaList },
        new("not", Applicator, BranchKeywords.Not) { Shape = Shape.Schema },
        new("if", Applicator, BranchKeywords.Conditional) { Shape = Shape.Schema },
        new("then", Applicator, BranchKeywords.Conditional) { Shape = Shape.Schema },
        new("else", Applicator, BranchKeywords.Conditional) { Shape = Shape.Schema },
        new("unevaluatedItems", Unevaluated, ArrayKeywords.Unevaluated)
        {
            Shape = Shape.Schema,
            Drafts = Drafts.Since201909,
        },
        new("unevaluatedProperties", Unevaluated, ObjectKeywords.Unevaluated)
        {
            Shape = Shape.Schema,
            Drafts = Drafts.Since201909,
        },
        new("$defs", Core, ReferenceKeywords.Definitions) { Shape = Shape.SchemaMap, Drafts = Drafts.Since201909 },
        new("definitions", Core, ReferenceKeywords.Definitions) { Shape = Shape.SchemaMap },
        new("contentSchema", Content) { Shape = Shape.Schema, Drafts = Drafts.Since201909 },
        .. Annotations(
            "$id $schema $comment $anchor $dynamicAnchor $recursiveAnchor $vocabulary title description default examples "
                + "readOnly writeOnly deprecated contentEncoding contentMediaType"
        ),
    ];

    public static IReadOnlyList<KeywordDefinition> Definitions { get; } = Rows;

    /// <summary>From names to ordinals in <see cref="Definitions"/>.</summary>
    public static NameTable Names { get; } = new(Definitions.Select(definition => definition.Name));

    private static readonly FrozenDictionary<string, int> Ordinals = Enumerable
        .Range(0, Rows.Length)
        .ToFrozenDictionary(ordinal => Rows[ordinal].Name);

    /// <summary>How the keywords are compiled, each companion group once, in the order of evaluation.</summary>
    public static IReadOnlyList<Action<SchemaContext>> Steps { get; } =
    [.. Rows.Where(row => row.Create is not null).Select(row => row.Create!).Distinct()];

    /// <summary>For each definition the place of its <see cref="KeywordDefinition.Create"/> in <see cref="Steps"/>, or -1.</summary>
    public static IReadOnlyList<int> StepOf { get; } =
    [.. Rows.Select(row => row.Create is null ? -1 : Steps.ToList().IndexOf(row.Create))];

    /// <summary>The ordinal of a keyword that is in the table.</summary>
    public static int OrdinalOf(string keyword) => Ordinals[keyword];

    private static IEnumerable<KeywordDefinition> Annotations(string names) =>
        names.Split(' ').Select(name => new KeywordDefinition(name, MetaData));
}
