using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AutomationPlatform.UnitTests.Architecture;

/// <summary>Files and methods stay within a band that one screen and one head can hold.</summary>
public class SizeTests
{
    private sealed record Size(string Place, int Lines);

    private sealed record Band(string Unit, int Median, int Percentile95, int Maximum);

    private static readonly Band Files = new("file", Median: 60, Percentile95: 250, Maximum: 400);

    private static readonly Band Methods = new("method", Median: 8, Percentile95: 30, Maximum: 60);

    [Fact]
    public void Files_of_the_product_are_short() =>
        Law.Holds(Violations(Files, [.. SourceTree.CSharp("src").Select(file => new Size(file.Path, file.Lines))]));

    [Fact]
    public void Methods_of_the_product_are_short() =>
        Law.Holds(Violations(Methods, [.. SourceTree.CSharp("src").SelectMany(MethodSizes)]));

    [Fact]
    public void No_file_of_tests_or_benchmarks_is_a_giant() =>
        Law.Holds(
            TooLong(
                Files,
                [.. SourceTree.CSharp("tests", "benchmarks", "samples").Select(file => new Size(file.Path, file.Lines))]
            )
        );

    [Fact]
    public void A_file_that_is_too_long_is_found() => Law.Finds(1, TooLong(Files, [new("a", 400), new("b", 401)]));

    [Fact]
    public void A_median_that_is_too_high_is_found() =>
        Law.Finds(1, Violations(Files, [new("a", 61), new("b", 61), new("c", 10)]));

    [Fact]
    public void A_tail_that_is_too_fat_is_found() =>
        Law.Finds(1, Violations(Files, [.. Enumerable.Repeat(new Size("a", 10), 9), new("b", 251), new("c", 252)]));

    [Fact]
    public void Methods_are_measured_without_their_documentation()
    {
        var file = Law.MadeUp(
            "class A\n{\n    /// <summary>Words.</summary>\n    [Fact]\n    void M()\n    {\n        N();\n    }\n    int P => 1;\n}\n"
        );

        Assert.Equal([4, 1], MethodSizes(file).Select(size => size.Lines));
    }

    private static IEnumerable<Violation> Violations(Band band, IReadOnlyList<Size> sizes)
    {
        var ordered = sizes.Select(size => size.Lines).Order().ToList();
        var median = ordered[ordered.Count / 2];
        var percentile95 = ordered[(int)(ordered.Count * 0.95)];
        var numbers = $"{ordered.Count} {band.Unit}s: median {median}, p95 {percentile95}, max {ordered[^1]}";
        var longest = string.Join(
            ", ",
            sizes.OrderByDescending(size => size.Lines).Take(8).Select(size => $"{size.Place} {size.Lines}")
        );
        if (median > band.Median)
            yield return new(numbers, $"the median is above {band.Median}", $"split the longest: {longest}");
        if (percentile95 > band.Percentile95)
            yield return new(
                numbers,
                $"the 95th percentile is above {band.Percentile95}",
                $"split the longest: {longest}"
            );
        foreach (var violation in TooLong(band, sizes))
            yield return violation;
    }

    private static IEnumerable<Violation> TooLong(Band band, IReadOnlyList<Size> sizes) =>
        from size in sizes
        where size.Lines > band.Maximum
        select new Violation(
            size.Place,
            $"a {band.Unit} of {size.Lines} lines, above {band.Maximum}",
            "split it by idea"
        );

    private static IEnumerable<Size> MethodSizes(SourceFile file) =>
        from node in file.Syntax.DescendantNodes()
        let body = Body(node)
        where body is not null
        let start = node.GetLocation().SourceTree!.GetLineSpan(Signature(node)).StartLinePosition.Line
        let end = node.GetLocation().GetLineSpan().EndLinePosition.Line
        select new Size($"{file.At(node)} {Name(node)}", end - start + 1);

    private static SyntaxNode? Body(SyntaxNode node) =>
        node switch
        {
            BaseMethodDeclarationSyntax method => (SyntaxNode?)method.Body ?? method.ExpressionBody,
            LocalFunctionStatementSyntax function => (SyntaxNode?)function.Body ?? function.ExpressionBody,
            PropertyDeclarationSyntax property => property.ExpressionBody,
            AccessorDeclarationSyntax accessor => (SyntaxNode?)accessor.Body ?? accessor.ExpressionBody,
            _ => null,
        };

    // From the first modifier on: attributes above a method are not its length.
    private static Microsoft.CodeAnalysis.Text.TextSpan Signature(SyntaxNode node)
    {
        var attributes = node.ChildNodes().OfType<AttributeListSyntax>().LastOrDefault();
        return attributes is null ? node.Span : attributes.GetLastToken().GetNextToken().Span;
    }

    private static string Name(SyntaxNode node) =>
        node switch
        {
            MethodDeclarationSyntax method => method.Identifier.Text,
            ConstructorDeclarationSyntax constructor => constructor.Identifier.Text,
            PropertyDeclarationSyntax property => property.Identifier.Text,
            LocalFunctionStatementSyntax function => function.Identifier.Text,
            _ => node.Parent is AccessorListSyntax { Parent: PropertyDeclarationSyntax owner }
                ? owner.Identifier.Text
                : "operator",
        };
}
