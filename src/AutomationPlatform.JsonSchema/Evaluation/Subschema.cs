using AutomationPlatform.JsonSchema.Text;

namespace AutomationPlatform.JsonSchema.Evaluation;

/// <summary>An edge from a keyword to a schema it applies.</summary>
internal sealed class Subschema(string keyword, string? token, SchemaNode from, SchemaNode node)
{
    public string Keyword { get; } = keyword;

    /// <summary>The edge as the end of a JSON Pointer, for example <c>/properties/name</c>.</summary>
    public string Path { get; } =
        "/" + JsonPointer.Escape(keyword) + (token is null ? "" : "/" + JsonPointer.Escape(token));

    public SchemaNode Node { get; } = node;

    /// <summary>Whether the edge leads into another schema resource, which then joins the dynamic scope.</summary>
    public bool EntersResource { get; } = !ReferenceEquals(from.Resource, node.Resource);
}
