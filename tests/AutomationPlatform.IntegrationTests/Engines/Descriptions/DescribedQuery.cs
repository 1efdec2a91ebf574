using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;

namespace AutomationPlatform.IntegrationTests.Engines.Descriptions;

/// <summary>What may stand in queries, of which Prism lets everything pass.</summary>
internal static class DescribedQuery
{
    /// <summary>What stands in queries and is not in the description.</summary>
    /// <param name="description">The description.</param>
    /// <param name="asked">Method, path and query of each request.</param>
    internal static IEnumerable<string> Unknown(JsonObject description, IEnumerable<string> asked)
    {
        var paths = description["paths"]!.AsObject();
        foreach (var request in asked)
        {
            var (verb, address) = (request[..request.IndexOf(' ')], request[(request.IndexOf(' ') + 1)..]);
            var (path, query) = address.Split('?', 2) is [var before, var after] ? (before, after) : (address, "");
            var template = paths
                .Select(each => each.Key)
                .Where(key => IsOf(path.Split('/'), key.Split('/')))
                .MinBy(key => key.Count(letter => letter == '{'));
            var known = template is null ? [] : Names(paths[template]![verb.ToLowerInvariant()]).ToHashSet();
            foreach (var name in QueryHelpers.ParseQuery(query).Keys.Where(name => !known.Contains(name)))
                yield return $"{verb} {template ?? path}: {name}";
        }
    }

    private static bool IsOf(string[] path, string[] template) =>
        path.Length == template.Length
        && path.Zip(template).All(pair => pair.Second.StartsWith('{') || pair.First == pair.Second);

    private static IEnumerable<string> Names(JsonNode? operation) =>
        (operation?["parameters"]?.AsArray() ?? [])
            .Where(parameter => (string?)parameter!["in"] == "query")
            .Select(parameter => (string)parameter!["name"]!);
}
