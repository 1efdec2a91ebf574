namespace AutomationPlatform.JsonSchema.Compilation;

/// <summary>Which keywords a schema means: its draft, and the vocabularies its metaschema asks for.</summary>
internal sealed class Dialect(Draft draft, Vocabularies vocabularies, Func<CompiledSchema> metaSchema)
{
    public Draft Draft { get; } = draft;

    /// <summary>Whether the metaschema itself asks for <c>format</c> to be checked.</summary>
    public bool AssertsFormat { get; } = vocabularies.HasFlag(Vocabularies.FormatAssertion);

    /// <summary>What schemas of this dialect must fit; compiled when first asked for.</summary>
    public CompiledSchema MetaSchema => metaSchema();

    public bool Knows(KeywordDefinition keyword) =>
        keyword.IsIn(Draft)
        && (Draft == Draft.V7 || (vocabularies & keyword.VocabulariesIn(Draft)) != Vocabularies.None);
}
