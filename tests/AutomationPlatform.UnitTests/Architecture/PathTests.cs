using System.Text.RegularExpressions;

namespace AutomationPlatform.UnitTests.Architecture;

/// <summary>The repository speaks of nothing outside itself: no path of one machine, nothing that only one person has.</summary>
public partial class PathTests
{
    private static readonly string[] Patterns =
    [
        "*.cs",
        "*.md",
        "*.sh",
        "*.csproj",
        "*.props",
        "*.yaml",
        "*.yml",
        "*.json",
        "*.slnx",
        "Makefile",
        "apc",
        "run",
    ];

    [Fact]
    public void No_file_names_a_path_of_one_machine() =>
        Law.Holds(
            Patterns
                .SelectMany(pattern => SourceTree.Files(".", pattern))
                .Select(Clean)
                .SelectMany(path => Violations(path, SourceTree.Read(path)))
        );

    [Theory]
    [InlineData("src/A.cs", "/wo" + "rk/main/x", 1)]
    [InlineData("src/A.cs", "/ho" + "me/somebody/x", 1)]
    [InlineData("docs/a.md", "see ../sha" + "red/domain.md", 1)]
    [InlineData("tests/A.cs", "../sha" + "red/json-schema-test-suite", 0)]
    [InlineData("src/A.cs", "https://example.org/work", 0)]
    public void A_path_of_one_machine_is_found(string path, string text, int violations) =>
        Law.Finds(violations, Violations(path, text));

    private static string Clean(string path) => path.StartsWith("./", StringComparison.Ordinal) ? path[2..] : path;

    private static IEnumerable<Violation> Violations(string path, string text) =>
        from line in text.Split('\n').Index()
        let found = Machine().Match(line.Item)
        where
            found.Success
            && !(
                found.Value.StartsWith("..", StringComparison.Ordinal)
                && path.StartsWith("tests/", StringComparison.Ordinal)
            )
        select new Violation(
            $"{path}:{line.Index + 1}",
            $"names {found.Value}",
            "say it relative to the repository, or leave it out"
        );

    [GeneratedRegex(@"(?<![\w.])(/wo" + @"rk/|/ho" + @"me/[a-z]|/ro" + @"ot/)|\.\./sha" + @"red\b")]
    private static partial Regex Machine();
}
