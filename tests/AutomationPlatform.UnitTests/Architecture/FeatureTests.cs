using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AutomationPlatform.UnitTests.Architecture;

/// <summary>Dependencies between features go one way in every project: Definition, then Execution, then Orchestration.</summary>
public class FeatureTests
{
    private static readonly string[] Order = ["Definition", "Execution", "Orchestration"];

    [Fact]
    public void A_feature_never_names_a_later_one() => Law.Holds(SourceTree.CSharp("src").SelectMany(Violations));

    [Theory]
    [InlineData("using AutomationPlatform.Domain.Execution; namespace AutomationPlatform.Domain.Definition;", 1)]
    [InlineData("namespace AutomationPlatform.Domain.Definition; class A { Execution.Run? run; }", 1)]
    [InlineData("namespace AutomationPlatform.Domain.Execution; class A { Domain.Orchestration.Engine? e; }", 1)]
    [InlineData("using AutomationPlatform.Domain.Definition; namespace AutomationPlatform.Domain.Execution;", 0)]
    [InlineData("using AutomationPlatform.Domain.Execution; namespace AutomationPlatform.Infrastructure.Database;", 0)]
    public void A_name_of_a_later_feature_is_found(string source, int violations) =>
        Law.Finds(violations, Violations(Law.MadeUp(source)));

    [Fact]
    public void A_namespace_is_its_folder() =>
        Law.Holds(SourceTree.CSharp("src", "tests", "benchmarks").SelectMany(Misplaced));

    [Theory]
    [InlineData("src/AutomationPlatform.Domain/Execution/Run.cs", "namespace AutomationPlatform.Domain.Execution;", 0)]
    [InlineData("src/AutomationPlatform.Domain/Execution/Run.cs", "namespace AutomationPlatform.Domain;", 1)]
    [InlineData("src/AutomationPlatform.Cli/Program.cs", "return 0;", 0)]
    public void A_namespace_beside_its_folder_is_found(string path, string source, int violations) =>
        Law.Finds(violations, Misplaced(Law.MadeUp(source, path)));

    private static IEnumerable<Violation> Violations(SourceFile file)
    {
        var own = Array.FindIndex(Order, feature => Words(Namespace(file)).Contains(feature));
        if (own < 0)
            yield break;
        foreach (var name in Names(file))
        {
            var later = Order[(own + 1)..]
                .FirstOrDefault(feature =>
                    Words(name.ToString()).SkipLast(1).Contains(feature) || IsNamespace(name, feature)
                );
            if (later is not null)
                yield return new(
                    file.At(name),
                    $"{Order[own]} names {later} ({name})",
                    "let the later feature name the earlier one, or pass an id or a value"
                );
        }
    }

    private static IEnumerable<NameSyntax> Names(SourceFile file) =>
        file
            .Syntax.DescendantNodes()
            .OfType<NameSyntax>()
            .Where(name => name is QualifiedNameSyntax && name.Parent is not NameSyntax);

    private static bool IsNamespace(NameSyntax name, string feature) =>
        name.Parent is UsingDirectiveSyntax && Words(name.ToString()).LastOrDefault() == feature;

    private static IEnumerable<Violation> Misplaced(SourceFile file)
    {
        var found = Namespace(file);
        if (found.Length == 0)
            yield break;
        var expected = string.Join('.', file.Path.Split('/').Skip(1).SkipLast(1));
        if (found != expected)
            yield return new(file.Path, $"its namespace is {found}", $"name it {expected}, as its folder is");
    }

    private static string Namespace(SourceFile file) =>
        file.Syntax.DescendantNodes().OfType<BaseNamespaceDeclarationSyntax>().FirstOrDefault()?.Name.ToString() ?? "";

    private static string[] Words(string name) => name.Split('.');
}
