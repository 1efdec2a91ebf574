using System.Text.Json.Nodes;
using YamlDotNet.RepresentationModel;

namespace AutomationPlatform.IntegrationTests.Engines;

/// <summary>Descriptions of engines' APIs that lie beside a checkout; a test that needs one is skipped by name without it.</summary>
internal static class SharedSpecification
{
    internal static string PathOf(string name)
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            var path = Path.Combine(at.FullName, "shared", "engines", name);
            if (File.Exists(path))
                return path;
        }
        Assert.Skip($"shared/engines/{name} does not lie beside this checkout");
        return "";
    }

    /// <summary>A description in JSON.</summary>
    internal static JsonObject Json(string name) => JsonNode.Parse(File.ReadAllText(PathOf(name)))!.AsObject();

    /// <summary>A description in YAML, as JSON.</summary>
    internal static JsonObject Yaml(string name)
    {
        var yaml = new YamlStream();
        using var reader = new StringReader(File.ReadAllText(PathOf(name)));
        yaml.Load(reader);
        return (JsonObject)ToJson(yaml.Documents[0].RootNode)!;
    }

    // What may be null is said in the manner of an older version of the description.
    private static JsonNode? ToJson(YamlNode node)
    {
        if (node is YamlSequenceNode list)
            return new JsonArray([.. list.Children.Select(ToJson)]);
        if (node is YamlScalarNode scalar)
            return bool.TryParse(scalar.Value, out var flag) ? flag
                : long.TryParse(scalar.Value, out var number) ? number
                : scalar.Value;
        var json = new JsonObject();
        foreach (var (key, value) in ((YamlMappingNode)node).Children)
            json[((YamlScalarNode)key).Value!] = ToJson(value);
        if (json["nullable"] is JsonValue && json["type"] is JsonValue type)
            json["type"] = new JsonArray(type.DeepClone(), JsonValue.Create("null"));
        return json;
    }
}
