namespace AutomationPlatform.JsonSchema.Compilation;

/// <summary>The vocabularies of the standard.</summary>
[Flags]
internal enum Vocabularies
{
    None = 0,
    Core = 1,
    Applicator = 2,
    Unevaluated = 4,
    Validation = 8,
    MetaData = 16,
    FormatAnnotation = 32,
    FormatAssertion = 64,
    Content = 128,

    /// <summary>What the metaschemas of the standard ask for.</summary>
    Standard = Core | Applicator | Unevaluated | Validation | MetaData | FormatAnnotation | Content,
}

/// <summary>Reads the URIs of vocabularies.</summary>
internal static class VocabularyUris
{
    private const string Prefix201909 = "https://json-schema.org/draft/2019-09/vocab/";
    private const string Prefix202012 = "https://json-schema.org/draft/2020-12/vocab/";

    /// <summary>The vocabulary of a URI; none when the standard has no such vocabulary.</summary>
    public static Vocabularies Parse(string uri)
    {
        if (
            !uri.StartsWith(Prefix201909, StringComparison.Ordinal)
            && !uri.StartsWith(Prefix202012, StringComparison.Ordinal)
        )
            return Vocabularies.None;
        return uri[Prefix202012.Length..] switch
        {
            "core" => Vocabularies.Core,
            "applicator" => Vocabularies.Applicator,
            "unevaluated" => Vocabularies.Unevaluated,
            "validation" => Vocabularies.Validation,
            "meta-data" => Vocabularies.MetaData,
            "format" or "format-annotation" => Vocabularies.FormatAnnotation,
            "format-assertion" => Vocabularies.FormatAssertion,
            "content" => Vocabularies.Content,
            _ => Vocabularies.None,
        };
    }
}
