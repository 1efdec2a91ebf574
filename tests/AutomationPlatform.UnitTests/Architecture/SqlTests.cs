using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AutomationPlatform.UnitTests.Architecture;

/// <summary>SQL is made of constants and of numbers; every value of a caller's is a parameter.</summary>
public partial class SqlTests
{
    private const string Remedy = "make it a parameter of the command, or a named constant";

    [Fact]
    public void Sql_is_made_of_constants() => Law.Holds(Violations(SourceTree.CSharp("src")));

    [Theory]
    [InlineData(
        """class A { string M(string name) => $"SELECT id FROM run WHERE name = '{name}'"; void N(string s) => M(s.Trim()); }""",
        1
    )]
    [InlineData(
        """class A { string M(string name) => "DELETE FROM run WHERE name = '" + name + "'"; void N(B b) => M(b.Name); }""",
        1
    )]
    [InlineData("""class A { string M() => $"UPDATE run SET name = '{Console.ReadLine()}'"; }""", 1)]
    [InlineData("""class A { string M(R r) => $"UPDATE run SET name = '{r.Name}'"; }""", 1)]
    [InlineData(
        """class A { string M(string n) { var w = "x"; w += n.Trim(); return $"SELECT 1 FROM run {w}"; } }""",
        1
    )]
    [InlineData("""class A { string M(Func<string> f) => $"SELECT 1 FROM run {f()}"; }""", 1)]
    [InlineData("""class A { string M(int limit) => $"SELECT id FROM run LIMIT {limit}"; }""", 0)]
    [InlineData("""class A { const string Columns = "id"; string M() => $"SELECT {Columns} FROM run"; }""", 0)]
    [InlineData("""class A { string M() => "SELECT " + Names.Columns + " FROM run"; }""", 0)]
    [InlineData(
        """class A { string M(string where) => $"SELECT id FROM run {where}"; void N() => M("WHERE status = @status"); }""",
        0
    )]
    [InlineData(
        """class A { string M() => $"SELECT {In("id")} FROM run"; string In(string c) => $"{c} IN (@ids)"; }""",
        0
    )]
    [InlineData(
        """class A { string M(string name) => $"cannot select {name}"; void N(string s) => M(s.Trim()); }""",
        0
    )]
    [InlineData(
        """
            static class L { static string Name(this S s) => s switch { S.A => "A", _ => throw new E() }; }
            class A { string M() => $"SELECT {Steps()}"; string Steps() => string.Join(", ", L.All.SelectMany(a => L.Next(a).Select(b => $"'{a.Name()}>{b.Name()}'"))); }
            """,
        0
    )]
    public void Sql_with_a_value_in_it_is_found(string source, int violations) =>
        Law.Finds(violations, Violations([Law.MadeUp(source)]));

    private static IEnumerable<Violation> Violations(IReadOnlyList<SourceFile> tree)
    {
        var origin = new SqlOrigin(tree);
        return tree.SelectMany(file =>
            Interpolated(file)
                .Concat(Added(file))
                .Where(part => !origin.IsHarmless(part))
                .Select(part => new Violation(file.At(part), $"SQL holds {part}", Remedy))
        );
    }

    private static IEnumerable<ExpressionSyntax> Interpolated(SourceFile file) =>
        from text in file.Syntax.DescendantNodes().OfType<InterpolatedStringExpressionSyntax>()
        where Statement().IsMatch(text.Contents.ToString())
        from hole in text.Contents.OfType<InterpolationSyntax>()
        select hole.Expression;

    private static IEnumerable<ExpressionSyntax> Added(SourceFile file) =>
        from sum in file.Syntax.DescendantNodes().OfType<BinaryExpressionSyntax>()
        where sum.IsKind(SyntaxKind.AddExpression) && sum.Parent is not BinaryExpressionSyntax
        let parts = Parts(sum).ToList()
        where parts.OfType<LiteralExpressionSyntax>().Any(part => Statement().IsMatch(part.Token.ValueText))
        from part in parts
        select part;

    private static IEnumerable<ExpressionSyntax> Parts(ExpressionSyntax sum) =>
        sum is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression } both
            ? Parts(both.Left).Concat(Parts(both.Right))
            : [sum];

    [GeneratedRegex(
        @"\b(SELECT|INSERT INTO|UPDATE|DELETE FROM|CREATE (TABLE|INDEX|SCHEMA|DATABASE|TRIGGER)|ALTER|DROP|COPY|PRAGMA|TRUNCATE)\s"
    )]
    private static partial Regex Statement();
}
