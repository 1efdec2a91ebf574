using System.Text;
using AutomationPlatform.Application.Audit;

namespace AutomationPlatform.UnitTests.Docs;

/// <summary>The page of the activity log lists every action there is.</summary>
public class AuditPageTests
{
    [Fact]
    public void The_page_shows_the_catalogue_of_the_code()
    {
        var expected = Table();
        var shown = DocumentPage.Open("audit-log.md").Generated("actions");

        Assert.True(
            shown == expected,
            $"docs/audit-log.md differs from AuditActions: put this between its markers\n\n{expected}"
        );
    }

    [Fact]
    public void Each_action_names_a_thing_and_a_verb_once()
    {
        Assert.All(AuditActions.All, action => Assert.Matches("^[a-z]+(-[a-z]+)*[.][a-z]+$", action.Name));
        Assert.Equal(AuditActions.All.Count, AuditActions.All.Select(action => action.Name).Distinct().Count());
    }

    private static string Table()
    {
        var table = new StringBuilder("| action | done to it |\n|---|---|\n");
        foreach (var action in AuditActions.All)
            table.Append($"| `{action.Name}` | {action.Meaning} |\n");
        return table.ToString();
    }
}
