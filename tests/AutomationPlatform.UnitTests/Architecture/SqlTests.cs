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
    public void Sql_is_made_of_constants() => Law.Holds(SourceTree.CSharp("src").SelectMany(Violations));

    [Theory]
    [InlineData("""class A { string M(string name) => $"SELECT id FROM run WHERE name = '{name}'"; }""", 1)]
    [InlineData("""class A { string M(string name) => "DELETE FROM run WHERE name = '" + name + "'"; }""", 1)]
    [InlineData("""class A { string M() => $"UPDATE run SET name = '{Ask()}'"; }""", 1)]
    [InlineData("""class A { string M(int limit) => $"SELECT id FROM run LIMIT {limit}"; }""", 0)]
    [InlineData("""class A { const string Columns = "id"; string M() => $"SELECT {Columns} FROM run"; }""", 0)]
    [InlineData("""class A { string M() => "SELECT " + Names.Columns + " FROM run"; }""", 0)]
    [InlineData("""class A { string M(string name) => $"cannot select {name}"; }""", 0)]
    public void Sql_with_a_value_in_it_is_found(string source, int violations) =>
        Law.Finds(violations, Violations(Law.MadeUp(source)));

    private static IEnumerable<Violation> Violations(SourceFile file)
    {
        var nodes = file.Syntax.DescendantNodes().ToList();
        var interpolated =
            from text in nodes.OfType<InterpolatedStringExpressionSyntax>()
            where Statement().IsMatch(text.Contents.ToString())
            from hole in text.Contents.OfType<InterpolationSyntax>()
            where !IsHarmless(hole.Expression)
            select new Violation(file.At(hole), $"SQL holds {{{hole.Expression}}}", Remedy);
        var added =
            from sum in nodes.OfType<BinaryExpressionSyntax>()
            where sum.IsKind(SyntaxKind.AddExpression) && sum.Parent is not BinaryExpressionSyntax
            let parts = Parts(sum).ToList()
            where parts.OfType<LiteralExpressionSyntax>().Any(part => Statement().IsMatch(part.Token.ValueText))
            from part in parts
            where !IsHarmless(part)
            select new Violation(file.At(part), $"SQL has {part} added to it", Remedy);
        return interpolated.Concat(added);
    }

    private static IEnumerable<ExpressionSyntax> Parts(ExpressionSyntax sum) =>
        sum is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression } both
            ? Parts(both.Left).Concat(Parts(both.Right))
            : [sum];

    private static bool IsHarmless(ExpressionSyntax part) =>
        part switch
        {
            LiteralExpressionSyntax or InterpolatedStringExpressionSyntax => true,
            ParenthesizedExpressionSyntax parentheses => IsHarmless(parentheses.Expression),
            ConditionalExpressionSyntax choice => IsHarmless(choice.WhenTrue) && IsHarmless(choice.WhenFalse),
            InvocationExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.Text: "nameof" } } => true,
            IdentifierNameSyntax name => char.IsUpper(name.Identifier.Text[0]) || IsNumber(name),
            MemberAccessExpressionSyntax access => char.IsUpper(access.ToString()[0])
                && char.IsUpper(access.Name.Identifier.Text[0]),
            _ => false,
        };

    // A number cannot carry SQL; some plans are only good with the limit written out.
    private static bool IsNumber(IdentifierNameSyntax name) =>
        name.Ancestors()
            .SelectMany(scope => scope.ChildNodes())
            .SelectMany(node => node is ParameterListSyntax list ? list.Parameters : Enumerable.Empty<SyntaxNode>())
            .OfType<ParameterSyntax>()
            .Any(parameter =>
                parameter.Identifier.Text == name.Identifier.Text && parameter.Type?.ToString() is "int" or "long"
            );

    [GeneratedRegex(
        @"\b(SELECT|INSERT INTO|UPDATE|DELETE FROM|CREATE (TABLE|INDEX|SCHEMA|DATABASE|TRIGGER)|ALTER|DROP|COPY|PRAGMA|TRUNCATE)\s"
    )]
    private static partial Regex Statement();
}
