using System.Runtime.InteropServices;
using System.Text.Json;
using AutomationPlatform.JsonSchema.Text;

namespace AutomationPlatform.JsonSchema.Compilation;

/// <summary>Walks the schemas of a document, and only those, for the identities they declare.</summary>
internal sealed class SchemaIndexer(SchemaDocument document, DialectSource dialects)
{
    public SchemaResource Index(string uri, Dialect dialect)
    {
        var root = document.Root;
        if (DeclaredId(root, dialect) is { } id)
            uri = UriText.Resolve(uri, id).WithoutFragment;
        var resource = new SchemaResource(document, uri, "", root, dialect);
        document.Add(resource);
        Visit(root, "", resource);
        return resource;
    }

    private void Visit(JsonElement schema, string pointer, SchemaResource resource)
    {
        if (schema.ValueKind != JsonValueKind.Object)
            return;
        if (pointer.Length > 0 && DeclaredId(schema, resource.Dialect) is { } id)
            resource = Enter(schema, pointer, resource, id);
        document.Add(new SchemaPlace(resource, pointer, schema));
        AddAnchors(schema, pointer, resource);
        foreach (var member in schema.EnumerateObject())
        {
            var ordinal = KeywordTable.Names.Find(JsonMarshal.GetRawUtf8PropertyName(member));
            if (ordinal >= 0 && KeywordTable.Definitions[ordinal] is { Shape: not Shape.Value } keyword)
                VisitChildren(keyword, member.Value, pointer + "/" + keyword.Name, resource);
        }
    }

    private void VisitChildren(KeywordDefinition keyword, JsonElement value, string pointer, SchemaResource resource)
    {
        if (!resource.Dialect.Knows(keyword))
            return;
        if (keyword.Shape is Shape.Schema or Shape.SchemaOrList)
            Visit(value, pointer, resource);
        if (keyword.Shape is Shape.SchemaList or Shape.SchemaOrList && value.ValueKind == JsonValueKind.Array)
            VisitList(value, pointer, resource);
        if (keyword.Shape == Shape.SchemaMap && value.ValueKind == JsonValueKind.Object)
            VisitMap(value, pointer, resource);
    }

    private void VisitList(JsonElement list, string pointer, SchemaResource resource)
    {
        var index = 0;
        foreach (var item in list.EnumerateArray())
            Visit(item, $"{pointer}/{index++}", resource);
    }

    private void VisitMap(JsonElement map, string pointer, SchemaResource resource)
    {
        foreach (var member in map.EnumerateObject())
        {
            var name = JsonMembers.NameOf(member);
            Visit(member.Value, pointer + "/" + JsonPointer.Escape(name), resource);
        }
    }

    private SchemaResource Enter(JsonElement schema, string pointer, SchemaResource around, string id)
    {
        var dialect = dialects.For(schema, around.Dialect, document, pointer);
        var uri = UriText.Resolve(around.Uri, id).WithoutFragment;
        var resource = new SchemaResource(document, uri, pointer, schema, dialect);
        document.Add(resource);
        return resource;
    }

    private void AddAnchors(JsonElement schema, string pointer, SchemaResource resource)
    {
        if (resource.Dialect.Draft == Draft.V7)
        {
            if (
                JsonMembers.FindText(schema, "$id") is { } id
                && !JsonMembers.TryFind(schema, "$ref", out _)
                && id.StartsWith('#')
                && id.Length > 1
            )
                AddAnchor(resource, id[1..], pointer, "$id");
            return;
        }
        if (JsonMembers.FindText(schema, "$anchor") is { } anchor)
            AddAnchor(resource, anchor, pointer, "$anchor");
        if (
            resource.Dialect.Draft == Draft.V202012
            && JsonMembers.FindText(schema, "$dynamicAnchor") is { } dynamicAnchor
        )
        {
            AddAnchor(resource, dynamicAnchor, pointer, "$dynamicAnchor");
            resource.DynamicAnchors.Add(dynamicAnchor);
        }
        if (IsRecursiveAnchor(schema, pointer, resource))
            resource.DynamicAnchors.Add("");
    }

    private void AddAnchor(SchemaResource resource, string anchor, string pointer, string keyword)
    {
        if (!resource.Anchors.TryAdd(anchor, pointer) && resource.Anchors[anchor] != pointer)
            throw document.Invalid(pointer + "/" + keyword, $"the anchor '{anchor}' is already in use");
    }

    private static bool IsRecursiveAnchor(JsonElement schema, string pointer, SchemaResource resource) =>
        resource.Dialect.Draft == Draft.V201909
        && pointer == resource.Pointer
        && JsonMembers.TryFind(schema, "$recursiveAnchor", out var value)
        && value.ValueKind == JsonValueKind.True;

    // In draft-07 a $ref hides what stands beside it, and an $id that is only a fragment is an anchor.
    private static string? DeclaredId(JsonElement schema, Dialect dialect)
    {
        if (JsonMembers.FindText(schema, "$id") is not { } id)
            return null;
        if (dialect.Draft == Draft.V7 && (id.StartsWith('#') || JsonMembers.TryFind(schema, "$ref", out _)))
            return null;
        return id;
    }
}
