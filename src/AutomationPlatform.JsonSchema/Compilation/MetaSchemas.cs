using System.Text.Json;

namespace AutomationPlatform.JsonSchema.Compilation;

/// <summary>The metaschemas of the standard, read from this assembly and compiled when first needed.</summary>
internal static class MetaSchemas
{
    public const string Draft202012 = "https://json-schema.org/draft/2020-12/schema";
    public const string Draft201909 = "https://json-schema.org/draft/2019-09/schema";
    public const string Draft07 = "http://json-schema.org/draft-07/schema";

    private static readonly string[] Roots = ["https://json-schema.org/draft/", "http://json-schema.org/"];

    private static readonly Dictionary<string, Lazy<Dialect>> Dialects = new(StringComparer.Ordinal)
    {
        [Draft202012] = new(() => Create(Draft.V202012, Draft202012)),
        [Draft201909] = new(() => Create(Draft.V201909, Draft201909)),
        [Draft07] = new(() => Create(Draft.V7, Draft07)),
    };

    public static Dialect DialectOf(Draft draft) =>
        draft switch
        {
            Draft.V202012 => Dialects[Draft202012].Value,
            Draft.V201909 => Dialects[Draft201909].Value,
            Draft.V7 => Dialects[Draft07].Value,
            _ => throw new ArgumentOutOfRangeException(nameof(draft), draft, "This draft is not known."),
        };

    public static Dialect? FindDialect(string uri) => Dialects.GetValueOrDefault(uri)?.Value;

    /// <summary>The text of one of the standard's own schemas.</summary>
    public static bool TryRead(string uri, out JsonElement schema)
    {
        schema = default;
        var root = Array.Find(Roots, root => uri.StartsWith(root, StringComparison.Ordinal));
        if (root is null)
            return false;
        using var stream = typeof(MetaSchemas).Assembly.GetManifestResourceStream(uri[root.Length..]);
        if (stream is null)
            return false;
        using var document = JsonDocument.Parse(stream);
        schema = document.RootElement.Clone();
        return true;
    }

    private static Dialect Create(Draft draft, string uri)
    {
        var compiled = new Lazy<CompiledSchema>(() =>
        {
            TryRead(uri, out var schema);
            return SchemaCompiler.Compile(schema, SchemaOptions.Default, isTrusted: true);
        });
        return new(draft, Vocabularies.Standard, () => compiled.Value);
    }
}
