using System.Text.Json;
using AutomationPlatform.JsonSchema.Text;

namespace AutomationPlatform.JsonSchema.Compilation;

/// <summary>A JSON document that holds schemas, with the resources found in it.</summary>
internal sealed class SchemaDocument(JsonElement root, string? uri)
{
    private readonly Dictionary<string, SchemaResource> resources = new(StringComparer.Ordinal);

    private readonly Dictionary<string, SchemaPlace> places = new(StringComparer.Ordinal);

    public JsonElement Root { get; } = root;

    /// <summary>Under which URI it was registered; null for the document that is being compiled.</summary>
    public string? Uri { get; } = uri;

    public IEnumerable<SchemaResource> Resources => resources.Values;

    public void Add(SchemaResource resource) => resources.Add(resource.Pointer, resource);

    /// <summary>The resource that begins at this place, or else the one around it.</summary>
    public SchemaResource ResourceAt(string pointer, SchemaResource around) =>
        resources.Count == 1 ? around : resources.GetValueOrDefault(pointer, around);

    /// <summary>Remembers where a schema stands, so that references to it need no search.</summary>
    public void Add(SchemaPlace place) => places[place.Pointer] = place;

    /// <summary>Follows a JSON Pointer that starts at a resource; null when it leads nowhere.</summary>
    public SchemaPlace? Follow(SchemaResource from, string pointer, CompilationWork work) =>
        places.TryGetValue(from.Pointer + pointer, out var place) ? place : Search(from, pointer, work);

    private SchemaPlace? Search(SchemaResource from, string pointer, CompilationWork work)
    {
        var place = new SchemaPlace(from, from.Pointer, from.Element);
        foreach (var token in pointer.Split('/').Skip(1))
        {
            work.SpendOnMembers(place.Element);
            if (!JsonPointer.TryStep(place.Element, token, out var next))
                return null;
            var path = place.Pointer + "/" + JsonPointer.Escape(JsonPointer.Unescape(token));
            place = new(ResourceAt(path, place.Resource), path, next);
        }
        return place;
    }

    public InvalidSchemaException Invalid(string pointer, string reason, Exception? cause = null) =>
        new(pointer, reason, cause) { SchemaUri = Uri };
}

/// <summary>Where a schema stands.</summary>
internal readonly record struct SchemaPlace(SchemaResource Resource, string Pointer, JsonElement Element)
{
    public SchemaDocument Document => Resource.Document;
}
