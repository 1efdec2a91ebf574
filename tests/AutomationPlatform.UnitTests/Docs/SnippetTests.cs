using System.Text.RegularExpressions;
using AutomationPlatform.UnitTests.Architecture;

namespace AutomationPlatform.UnitTests.Docs;

/// <summary>Every paragraph of C# that the documentation shows stands, line for line, in a file that is compiled.</summary>
public sealed partial class SnippetTests
{
    private static readonly Lazy<IReadOnlyList<string>> Compiled = new(() =>
        [.. SourceTree.CSharp("tests", "samples").Select(file => Normal(file.Text))]
    );

    public static TheoryData<string> Pages => [.. SourceTree.Files("docs", "*.md").Append("README.md")];

    [Theory]
    [MemberData(nameof(Pages))]
    public void The_csharp_of_a_page_is_compiled(string page)
    {
        var strangers = Blocks(SourceTree.Read(page)).Where(block => !IsCompiled(block));
        Assert.True(!strangers.Any(), $"{page} shows C# that no compiled file holds:\n{strangers.FirstOrDefault()}");
    }

    [Fact]
    public void A_piece_that_no_file_holds_is_found()
    {
        var block = Assert.Single(Blocks("words\n```csharp\nvar x = Nowhere.ToBeFound();\n```\n"));
        Assert.False(IsCompiled(block));
    }

    private static IEnumerable<string> Blocks(string page) =>
        Block()
            .Matches(page)
            .SelectMany(match => match.Groups["code"].Value.Split("\n\n"))
            .Where(paragraph => !string.IsNullOrWhiteSpace(paragraph));

    private static bool IsCompiled(string block) =>
        Compiled.Value.Any(text => text.Contains(Normal(block), StringComparison.Ordinal));

    // Indentation differs between a page and a method; line breaks do not.
    private static string Normal(string code) =>
        string.Concat(
            code.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Select(line => line + "\n")
        );

    [GeneratedRegex("```csharp\n(?<code>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Block();
}
