using AutomationPlatform.Application;
using AutomationPlatform.Application.Audit;
using AutomationPlatform.Application.Database;
using AutomationPlatform.Application.Definition;
using AutomationPlatform.Application.Execution;

namespace AutomationPlatform.UnitTests.Cli;

/// <summary>What <c>apc audit log</c> says, and what the command line itself logs.</summary>
public class AuditCommandTests
{
    private static readonly LoggedEntry Paused = new(
        Guid.Parse("0199f3c2-6f1e-7a00-8000-0000000000e1"),
        TypedLine.Now,
        "ada@host",
        "run.pause",
        "run",
        "0199f3c2-6f1e-7a00-8000-000000000001",
        "Customer import",
        """{"paused": {"before": false, "after": true}}""",
        "registry is being rebuilt",
        "order 7",
        "DONE",
        Error: null
    );

    private static readonly LoggedEntry Refused = Paused with
    {
        Changes = null,
        Reason = null,
        CorrelationId = null,
        Outcome = "REFUSED",
        Error = "run 0199f3c2: it is paused already",
    };

    private static readonly LoggedEntry Made = Paused with
    {
        Action = "automation.apply",
        Entity = "automation",
        Changes =
            """{"description": {"before": null, "after": "checks"}, "settings.timeout": {"before": "30s", "after": null}}""",
        Reason = null,
    };

    [Theory]
    [InlineData("audit-log", "audit", "log")]
    [InlineData("audit-log-json", "audit", "log", "--json")]
    public async Task The_log_is_told(string golden, params string[] args)
    {
        var line = await Line(new ToldAudit(Refused, Paused, Made)).RunAsync(args);
        Assert.Equal((0, ""), (line.ExitCode, line.Error));
        Golden.Matches(golden, line.Output);
    }

    [Fact]
    public async Task An_empty_log_says_when_it_will_not_be_empty()
    {
        var line = await Line(new ToldAudit()).RunAsync("audit", "log");
        Assert.Equal((0, ""), (line.ExitCode, line.Output));
        Assert.Equal("No entries found. Each command that changes something leaves one.\n", line.Error);
    }

    [Fact]
    public async Task What_was_asked_for_is_asked_of_the_log()
    {
        var line = await Line(new ToldAudit())
            .RunAsync(
                "audit",
                "log",
                "--since",
                "1h",
                "--actor",
                "a",
                "--entity",
                "e",
                "--action",
                "run.pause",
                "--outcome",
                "refused"
            );
        Assert.Equal(0, line.ExitCode);
        Assert.Equal(
            new AuditFilter
            {
                Since = TypedLine.Now.AddHours(-1),
                Actor = "a",
                Entity = "e",
                Action = "run.pause",
                Outcome = AuditOutcome.Refused,
            },
            line.Audit.Asked
        );
    }

    [Theory]
    [InlineData("--action", "run.pausse", "did you mean run.pause?")]
    [InlineData("--outcome", "maybe", "give DONE or REFUSED")]
    public async Task What_there_is_none_of_is_wrong_usage(string option, string value, string remedy)
    {
        var line = await Line(new ToldAudit()).RunAsync("audit", "log", option, value);
        Assert.Equal(2, line.ExitCode);
        Assert.Contains(remedy, line.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_command_is_logged_with_what_was_typed_and_linked()
    {
        var line = await Line(new ToldAudit()).RunAsync("automations", "deactivate", "No such");
        Assert.Equal(66, line.ExitCode);
        var entry = Assert.Single(line.Audit.Recorded);
        Assert.Equal(
            ("automation.deactivate", "ada@host", "No such", AuditOutcome.Refused),
            (entry.Action.Name, entry.Actor, entry.EntityName, entry.Outcome)
        );
        Assert.Contains("No such", entry.Error, StringComparison.Ordinal);
        Assert.Equal(1, line.Audit.Links);
    }

    [Theory]
    [InlineData("automations", "show", "No such")]
    [InlineData("runs", "cancel", "0199f3c2")]
    public async Task What_changes_nothing_or_is_wrong_usage_is_not_logged(params string[] args)
    {
        var line = await Line(new ToldAudit()).RunAsync(args);
        Assert.NotEqual(0, line.ExitCode);
        Assert.Empty(line.Audit.Recorded);
    }

    private static TypedLine Line(ToldAudit audit) =>
        new TypedLine { Audit = audit }
            .With<IDatabase>(new ToldDatabase())
            .With<IRunReader>(new ToldRuns())
            .With<IDefinitionReader>(new ToldDefinitions(isEmpty: true));
}
