using System.Text.Json;

namespace AutomationPlatform.IntegrationTests.PostgreSql;

/// <summary>A plan as EXPLAIN (FORMAT JSON) tells it, its nodes in a row.</summary>
internal sealed class QueryPlan
{
    private readonly List<JsonElement> nodes = [];

    internal QueryPlan(string json)
    {
        using var document = JsonDocument.Parse(json);
        Add(document.RootElement[0].GetProperty("Plan").Clone());
    }

    /// <summary>What reads more than it needs: scans of whole tables, and sorts.</summary>
    internal IReadOnlyList<string> NotByKey =>
        [
            .. nodes
                .Where(node =>
                    Text(node, "Node Type") is "Seq Scan" or "Sort" or "Incremental Sort" or "Bitmap Heap Scan"
                )
                .Select(node => $"{Text(node, "Node Type")} {Text(node, "Relation Name")}".Trim()),
        ];

    /// <summary>Bytes of write-ahead log; other sessions' are not among them.</summary>
    internal long WalBytes => Changes("WAL Bytes");

    /// <summary>Whole pages among them, which only the first change after a checkpoint writes.</summary>
    internal long WholePages => Changes("WAL FPI");

    /// <summary>Pages touched while looking for rows of a table by an index.</summary>
    internal long PagesSearched(string table) =>
        nodes
            .Where(node =>
                Text(node, "Relation Name") == table
                && Text(node, "Node Type")!.StartsWith("Index", StringComparison.Ordinal)
            )
            .Sum(node => Counter(node, "Shared Hit Blocks") + Counter(node, "Shared Read Blocks"));

    // Changes in WITH run apart from the top node, and each counts what is below it.
    private long Changes(string counter) =>
        nodes.Where(node => Text(node, "Node Type") == "ModifyTable").Sum(node => Counter(node, counter));

    private static long Counter(JsonElement node, string counter) =>
        node.TryGetProperty(counter, out var value) ? value.GetInt64() : 0;

    private void Add(JsonElement node)
    {
        nodes.Add(node);
        if (node.TryGetProperty("Plans", out var below))
            foreach (var child in below.EnumerateArray())
                Add(child);
    }

    private static string? Text(JsonElement node, string name) =>
        node.TryGetProperty(name, out var value) ? value.GetString() : null;
}
