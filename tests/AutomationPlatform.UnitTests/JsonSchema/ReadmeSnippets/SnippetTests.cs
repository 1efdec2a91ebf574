using Xunit;

namespace AutomationPlatform.UnitTests.JsonSchema.ReadmeSnippets;

public sealed class SnippetTests
{
    private const string Folder = "tests/AutomationPlatform.UnitTests/JsonSchema/ReadmeSnippets";

    [Fact]
    public void The_documentation_shows_the_quick_start_that_is_compiled_here()
    {
        var lines = File.ReadAllLines(Path.Combine(Repository.Root, Folder, "QuickStart.cs"));
        var region = lines
            .SkipWhile(line => !line.Contains("<quick-start>"))
            .Skip(1)
            .TakeWhile(line => !line.Contains("</quick-start>"));
        var snippet = string.Join('\n', region.Select(line => line.Length > 8 ? line[8..] : ""));
        Assert.Contains(
            snippet,
            File.ReadAllText(Path.Combine(Repository.Root, "docs", "json-schema.md")),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void The_quick_start_prints_what_it_says() =>
        Assert.Equal(
            ["/email: 'x@' is not an e-mail address", "/pin: the value does not match the pattern ^[0-9]{4}$"],
            QuickStart.Run()
        );
}
