using System.Text.RegularExpressions;
using AutomationPlatform.UnitTests.Architecture;

namespace AutomationPlatform.UnitTests.Docs;

/// <summary>A page of the documentation, as the tests that hold it to the code read it.</summary>
internal sealed partial class DocumentPage(string text, string path = "a made-up page")
{
    public static DocumentPage Open(string name) => new(SourceTree.Read($"docs/{name}"), $"docs/{name}");

    /// <summary>What stands between the two markers of a generated part; null when they are missing.</summary>
    public string? Generated(string part)
    {
        var begin = $"<!-- generated: {part} -->\n";
        var from = text.IndexOf(begin, StringComparison.Ordinal) + begin.Length;
        var to = from < begin.Length ? -1 : text.IndexOf("<!-- end -->", from, StringComparison.Ordinal);
        return to < 0 ? null : text[from..to];
    }

    /// <summary>The rows of its tables whose first cell is exactly one name in backticks, by that name.</summary>
    public ILookup<string, string[]> Rows() =>
        text.Split('\n')
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line => line.Trim().Trim('|').Split('|', StringSplitOptions.TrimEntries))
            .Where(cells => Name().Match(cells[0]).Length == cells[0].Length)
            .ToLookup(cells => cells[0].Trim('`'));

    /// <summary>The cells of the one row that begins with this name.</summary>
    public string[] Row(string name)
    {
        var rows = Rows()[name].ToList();
        Assert.True(rows.Count == 1, $"{path} has {rows.Count} rows that begin with `{name}`; it needs exactly one");
        return rows[0];
    }

    /// <summary>The names in backticks of a cell, in order of the alphabet.</summary>
    public static IEnumerable<string> Names(string cell) =>
        Name().Matches(cell).Select(match => match.Groups[1].Value).Order(StringComparer.Ordinal);

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Name();
}
