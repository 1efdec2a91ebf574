using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AutomationPlatform.UnitTests.Architecture;

/// <summary>Names say what a thing does or is; these say only that somebody did not know where to put it.</summary>
public class NameTests
{
    private static readonly string[] BannedFolders =
    [
        "Utils",
        "Util",
        "Utilities",
        "Helpers",
        "Helper",
        "Common",
        "Managers",
        "Services",
        "Models",
        "Shared",
        "Misc",
    ];

    private static readonly string[] BannedEndings =
    [
        "Utils",
        "Util",
        "Utilities",
        "Helper",
        "Helpers",
        "Manager",
        "Common",
        "Misc",
    ];

    private static readonly string[] BannedTypes = [.. BannedFolders];

    [Fact]
    public void No_folder_is_a_drawer() =>
        Law.Holds(SourceTree.CSharp("src", "tests", "benchmarks", "samples").SelectMany(Folders));

    [Fact]
    public void No_type_is_a_drawer() =>
        Law.Holds(SourceTree.CSharp("src", "tests", "benchmarks", "samples").SelectMany(Types));

    [Theory]
    [InlineData("src/AutomationPlatform.Domain/Utils/A.cs", 1)]
    [InlineData("src/AutomationPlatform.Domain/Execution/A.cs", 0)]
    public void A_drawer_of_a_folder_is_found(string path, int violations) =>
        Law.Finds(violations, Folders(Law.MadeUp("", path)));

    [Theory]
    [InlineData("class StringHelper;", 1)]
    [InlineData("record RunManager(int A);", 1)]
    [InlineData("static class Common;", 1)]
    [InlineData("enum Models { A }", 1)]
    [InlineData("class RunReader;", 0)]
    public void A_drawer_of_a_type_is_found(string source, int violations) =>
        Law.Finds(violations, Types(Law.MadeUp(source)));

    private static IEnumerable<Violation> Folders(SourceFile file) =>
        from folder in file.Path.Split('/').SkipLast(1)
        where BannedFolders.Contains(folder)
        select new Violation(
            file.Path,
            $"lies in a folder called {folder}",
            "name the folder for what the code in it does"
        );

    private static IEnumerable<Violation> Types(SourceFile file) =>
        from type in file.Syntax.DescendantNodes().OfType<BaseTypeDeclarationSyntax>()
        let name = type.Identifier.Text
        where BannedTypes.Contains(name) || BannedEndings.Any(name.EndsWith)
        select new Violation(file.At(type), $"a type is called {name}", "name it for what it does");
}
