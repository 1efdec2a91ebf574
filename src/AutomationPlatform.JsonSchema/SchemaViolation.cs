namespace AutomationPlatform.JsonSchema;

/// <summary>One rule of a schema that a value breaks.</summary>
/// <param name="InstanceLocation">Where in the value: a JSON Pointer, empty for the value as a whole.</param>
/// <param name="KeywordLocation">
/// Which way through the schema led to the rule: a JSON Pointer that passes through references, as the standard's output has it.
/// </param>
/// <param name="Keyword">The keyword that is broken, for example <c>minLength</c>.</param>
/// <param name="Excerpt">
/// The offending value, cut to 60 characters; lists and objects are only counted. Null where the value does not matter and where
/// the schema says <c>"x-sensitive": true</c>.
/// </param>
/// <param name="Message">One sentence for the person who wrote the value, without its full stop.</param>
public sealed record SchemaViolation(
    string InstanceLocation,
    string KeywordLocation,
    string Keyword,
    string? Excerpt,
    string Message
)
{
    /// <summary>
    /// The rule's own place: the URI of its schema and, as a fragment, a JSON Pointer in it without references. Null when the
    /// schema has no URI.
    /// </summary>
    public string? AbsoluteKeywordLocation { get; init; }

    /// <summary>The message after its place: <c>/email: 'x@' is not an e-mail address</c>.</summary>
    public override string ToString() => InstanceLocation.Length == 0 ? Message : $"{InstanceLocation}: {Message}";
}
