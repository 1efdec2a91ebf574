using System.Text;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.UnitTests.Docs;

/// <summary>The picture and the table of the statuses are what the code says.</summary>
public class LifecyclePageTests
{
    [Fact]
    public void The_page_shows_the_table_of_the_code()
    {
        var expected = Diagram() + "\n" + Table();
        var shown = DocumentPage.Open("lifecycle.md").Generated("lifecycle");

        Assert.True(
            shown == expected,
            $"docs/lifecycle.md differs from Lifecycle: put this between its markers\n\n{expected}"
        );
    }

    [Fact]
    public void Only_what_stands_between_the_markers_is_generated()
    {
        Assert.Equal(
            "b\n",
            new DocumentPage("a\n<!-- generated: lifecycle -->\nb\n<!-- end -->\nc").Generated("lifecycle")
        );
        Assert.Null(new DocumentPage("a\nb\n<!-- end -->\n").Generated("lifecycle"));
    }

    private static string Diagram()
    {
        var diagram = new StringBuilder("```mermaid\nstateDiagram-v2\n    [*] --> PENDING\n");
        foreach (var status in Lifecycle.Statuses)
        foreach (var next in Lifecycle.Next(status))
            diagram.Append($"    {status.Name()} --> {next.Name()}\n");
        foreach (var status in Lifecycle.Statuses.Where(status => status.IsFinished()))
            diagram.Append($"    {status.Name()} --> [*]\n");
        return diagram.Append("```\n").ToString();
    }

    private static string Table()
    {
        var table = new StringBuilder("| from | may become | is |\n|---|---|---|\n");
        foreach (var status in Lifecycle.Statuses)
        {
            var next = Lifecycle.Next(status);
            var becomes = next.Count == 0 ? "nothing" : string.Join(", ", next.Select(s => s.Name()));
            table.Append($"| {status.Name()} | {becomes} | {Groups(status)} |\n");
        }
        return table.ToString();
    }

    private static string Groups(ExecutionStatus status) =>
        string.Join(
            ", ",
            from @group in new[]
            {
                (Name: "active", Holds: status.IsActive()),
                (Name: "running", Holds: status.IsRunning()),
                (Name: "finished", Holds: status.IsFinished()),
            }
            where @group.Holds
            select @group.Name
        );
}
