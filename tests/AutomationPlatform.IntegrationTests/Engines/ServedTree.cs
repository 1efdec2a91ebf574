using System.Text.Json.Nodes;

namespace AutomationPlatform.IntegrationTests.Engines;

/// <summary>What Jenkins leaves of a document for the query <c>tree</c>: the members that it names, and of a list the range that it
/// gives.</summary>
internal static class ServedTree
{
    /// <summary>Cuts a document by a query as <c>jobs[name,builds[number]{0,20}]</c>.</summary>
    internal static JsonObject Cut(JsonObject document, string tree)
    {
        var at = 0;
        return Members(document, tree, ref at);
    }

    private static JsonObject Members(JsonObject? document, string tree, ref int at)
    {
        var kept = new JsonObject();
        while (at < tree.Length && tree[at] != ']')
        {
            var name = Word(tree, ref at);
            var whole = document?[name];
            var within = at;
            var isCut = at < tree.Length && tree[at] == '[';
            if (isCut)
                Skip(tree, ref at);
            var after = at;
            var (from, to) = Range(tree, ref at);
            if (whole is JsonArray list)
                kept[name] = new JsonArray([
                    .. list.Skip(from).Take(to - from).Select(each => Part(each, within, after)),
                ]);
            else if (document?.ContainsKey(name) == true)
                kept[name] = Part(whole, within, after);
            if (at < tree.Length && tree[at] == ',')
                at++;
        }
        return kept;

        JsonNode? Part(JsonNode? node, int begin, int end)
        {
            var inside = begin + 1;
            return begin < end && node is JsonObject inner ? Members(inner, tree, ref inside) : node?.DeepClone();
        }
    }

    private static string Word(string tree, ref int at)
    {
        var begin = at;
        while (at < tree.Length && char.IsAsciiLetterOrDigit(tree[at]))
            at++;
        Assert.True(at > begin, $"tree={tree}: no name at {at}");
        return tree[begin..at];
    }

    private static void Skip(string tree, ref int at)
    {
        var open = 0;
        do open +=
            tree[at] == '[' ? 1
            : tree[at] == ']' ? -1
            : 0;
        while (++at < tree.Length && open > 0);
        Assert.True(open == 0, $"tree={tree}: a bracket is not closed");
    }

    private static (int From, int To) Range(string tree, ref int at)
    {
        if (at >= tree.Length || tree[at] != '{')
            return (0, int.MaxValue);
        var end = tree.IndexOf('}', at);
        var bounds = tree[(at + 1)..end].Split(',');
        at = end + 1;
        return (int.Parse(bounds[0]), int.Parse(bounds[1]));
    }
}
