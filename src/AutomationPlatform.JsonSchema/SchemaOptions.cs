namespace AutomationPlatform.JsonSchema;

/// <summary>How a schema is compiled. The defaults follow the standard to the letter.</summary>
/// <remarks>Thread safety: immutable.</remarks>
public sealed record SchemaOptions
{
    /// <summary>The defaults.</summary>
    public static SchemaOptions Default { get; } = new();

    /// <summary>
    /// Whether <c>format</c> is checked; otherwise it is only an annotation. Formats this library does not know are never
    /// checked. Default false, except for schemas whose metaschema asks for the format-assertion vocabulary.
    /// </summary>
    public bool AssertFormat { get; init; }

    /// <summary>The draft of a schema that has no <c>$schema</c>. Default 2020-12.</summary>
    public Draft DefaultDraft { get; init; } = Draft.V202012;

    /// <summary>The schemas outside the document that references may reach; nothing is ever fetched. Default none.</summary>
    public SchemaRegistry Registry { get; init; } = SchemaRegistry.Empty;

    /// <summary>The bounds for compiling, and for every check with the compiled schema. Default <see cref="SchemaLimits.Default"/>.</summary>
    public SchemaLimits Limits { get; init; } = SchemaLimits.Default;
}
