using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AutomationPlatform.UnitTests.Architecture;

/// <summary>Each state is written in one place, and with it everything that must go along with it.</summary>
public class StateTests
{
    private const string Writer = "src/AutomationPlatform.Domain/Execution/ExecutionEntity.cs";

    [Fact]
    public void Status_is_written_in_one_place()
    {
        var places = SourceTree
            .CSharp("src/AutomationPlatform.Domain")
            .SelectMany(file => Assignments(file, "Status"))
            .ToList();

        Law.Holds(places.Where(place => !place.Place.StartsWith(Writer, StringComparison.Ordinal)));
        Assert.Single(places);
    }

    [Theory]
    [InlineData("class A { void M() { Status = next; } }", 1)]
    [InlineData("class A { void M() { item.Status = next; } }", 1)]
    [InlineData("class A { bool M() => Status == next; }", 0)]
    public void A_second_writer_is_found(string source, int violations) =>
        Law.Finds(violations, Assignments(Law.MadeUp(source), "Status"));

    private static IEnumerable<Violation> Assignments(SourceFile file, string property) =>
        from assignment in file.Syntax.DescendantNodes().OfType<AssignmentExpressionSyntax>()
        let target = assignment.Left is MemberAccessExpressionSyntax access
            ? access.Name.Identifier.Text
            : assignment.Left.ToString()
        where target == property && assignment.Parent is not InitializerExpressionSyntax
        select new Violation(
            file.At(assignment),
            $"writes {property}",
            "go through ExecutionEntity.MoveTo, which checks the table"
        );
}
