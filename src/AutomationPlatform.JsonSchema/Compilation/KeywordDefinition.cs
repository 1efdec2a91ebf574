namespace AutomationPlatform.JsonSchema.Compilation;

/// <summary>Where a keyword holds subschemas.</summary>
internal enum Shape
{
    /// <summary>Nowhere.</summary>
    Value,

    /// <summary>The value is one.</summary>
    Schema,

    /// <summary>The value is a list of them.</summary>
    SchemaList,

    /// <summary>The value is an object whose members are.</summary>
    SchemaMap,

    /// <summary>The value is one or a list of them.</summary>
    SchemaOrList,
}

/// <summary>The drafts a keyword belongs to.</summary>
[Flags]
internal enum Drafts
{
    None = 0,
    Draft202012 = 1,
    Draft201909 = 2,
    Draft07 = 4,
    Since201909 = Draft202012 | Draft201909,
    Until201909 = Draft201909 | Draft07,
    All = Since201909 | Draft07,
}

/// <summary>One keyword of the standard.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Vocabulary">The vocabulary it belongs to in 2020-12.</param>
/// <param name="Create">Compiles it; keywords that only make sense together share one. Null for annotations.</param>
internal sealed record KeywordDefinition(string Name, Vocabularies Vocabulary, Action<SchemaContext>? Create = null)
{
    public Shape Shape { get; init; }

    public Drafts Drafts { get; init; } = Drafts.All;

    public bool IsIn(Draft draft) => ((int)Drafts & (1 << (int)draft)) != 0;

    /// <summary>The vocabularies any of which brings the keyword. Before 2020-12 the unevaluated ones were applicators.</summary>
    public Vocabularies VocabulariesIn(Draft draft) =>
        Vocabulary == Vocabularies.Unevaluated && draft == Draft.V201909 ? Vocabularies.Applicator
        : Vocabulary == Vocabularies.FormatAnnotation ? Vocabularies.FormatAnnotation | Vocabularies.FormatAssertion
        : Vocabulary;
}
