using System.Text.Json;

namespace AutomationPlatform.JsonSchema.Compilation;

/// <summary>A schema with an identity of its own: a document, or a part of one that has an <c>$id</c>.</summary>
internal sealed class SchemaResource(
    SchemaDocument document,
    string uri,
    string pointer,
    JsonElement element,
    Dialect dialect
)
{
    public SchemaDocument Document { get; } = document;

    /// <summary>The base of the references in it, without fragment; empty when nobody gave it one.</summary>
    public string Uri { get; } = uri;

    /// <summary>Its place in the document.</summary>
    public string Pointer { get; } = pointer;

    public JsonElement Element { get; } = element;

    public Dialect Dialect { get; } = dialect;

    /// <summary>From plain and dynamic anchors to places in the document.</summary>
    public Dictionary<string, string> Anchors { get; } = new(StringComparer.Ordinal);

    /// <summary>The names that are dynamic anchors; the empty name stands for <c>$recursiveAnchor</c>.</summary>
    public HashSet<string> DynamicAnchors { get; } = new(StringComparer.Ordinal);

    /// <summary>The URI of a place in the document; null when the resource has no absolute URI.</summary>
    public string? AbsoluteLocation(string pointer) => Uri.Contains(':') ? $"{Uri}#{pointer[Pointer.Length..]}" : null;
}
