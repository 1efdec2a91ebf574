using System.Text.RegularExpressions;

namespace AutomationPlatform.UnitTests.Architecture;

/// <summary>The documentation holds together: each page is found from the index, each link leads somewhere.</summary>
public partial class LinkTests
{
    private const string Index = "docs/README.md";

    [Fact]
    public void Every_page_is_linked_from_the_index()
    {
        var linked = Links(SourceTree.Read(Index)).Select(link => Resolve(Index, link)).ToHashSet();

        Law.Holds(
            from page in SourceTree.Files("docs", "*.md")
            where page != Index && !linked.Contains(page)
            select new Violation(page, $"is not linked from {Index}", "add it there with one line on what it tells")
        );
    }

    [Fact]
    public void No_link_is_dead() =>
        Law.Holds(SourceTree.Files(".", "*.md").SelectMany(page => Dead(page, SourceTree.Read(page), Exists)));

    [Theory]
    [InlineData("[a](b.md)", 1)]
    [InlineData("[a](../README.md#install)", 0)]
    [InlineData("[a](https://example.org/x.md)", 0)]
    [InlineData("[a](#here)", 0)]
    [InlineData("`[a](b.md)`", 0)]
    public void A_dead_link_is_found(string text, int violations) =>
        Law.Finds(violations, Dead("docs/page.md", text, path => path == "README.md"));

    private static IEnumerable<Violation> Dead(string page, string text, Func<string, bool> exists) =>
        from link in Links(text)
        let target = Resolve(page, link)
        where !exists(target)
        select new Violation(page, $"links to {link}, which is not there", "mend the link or write the page");

    private static IEnumerable<string> Links(string text) =>
        from match in Link().Matches(Code().Replace(text, ""))
        let target = match.Groups[1].Value.Split('#')[0]
        where target.Length > 0 && !target.Contains("://") && !target.StartsWith("mailto:", StringComparison.Ordinal)
        select target;

    private static string Resolve(string page, string link) =>
        Path.GetRelativePath(
            SourceTree.Root,
            Path.GetFullPath(Path.Combine(SourceTree.Root, Path.GetDirectoryName(page) ?? "", link))
        );

    private static bool Exists(string path) => Path.Exists(Path.Combine(SourceTree.Root, path));

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("```.*?```|`[^`\n]*`", RegexOptions.Singleline)]
    private static partial Regex Code();
}
