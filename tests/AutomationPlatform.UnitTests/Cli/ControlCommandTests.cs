using AutomationPlatform.Application;
using AutomationPlatform.Application.Database;
using AutomationPlatform.Application.Definition;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.UnitTests.Cli;

/// <summary>What the commands that stop, leave out and start again say and do.</summary>
public class ControlCommandTests
{
    private static readonly string Pending =
        $"150 items of run {Told.RunId} of 'Customer import' that were never begun.\n";

    [Fact]
    public async Task Pausing_a_run_says_what_waits_and_how_it_goes_on()
    {
        var control = new ToldControl();
        var line = await Line(control).RunAsync("runs", "pause", "0199f3c2", "--reason", "registry is down");
        Assert.Equal(["pause registry is down ada@host"], control.Asked);
        Assert.Equal($"Run {Told.RunId} is paused with 151 items waiting.\n", line.Output);
        Assert.Equal(
            $"8 items being done will be finished.\nLet it go on with: apc runs resume {Told.RunId}\n",
            line.Error
        );
    }

    [Fact]
    public async Task Skipping_says_the_exact_number_first_and_what_it_left()
    {
        var control = new ToldControl();
        var line = await Line(control)
            .RunAsync("runs", "skip", "0199f3c2", "--batch", "Q1-2024", "--from", "5", "--reason", "test");
        Assert.Equal([$"skip {Told.BatchId}  5-{int.MaxValue} test ada@host"], control.Asked);
        Assert.Equal("Skips " + Pending, line.Error);
        Assert.Equal("150 items skipped; 1 to be tried again left as they were.\n", line.Output);
    }

    [Theory]
    [InlineData("runs", "skip", "0199f3c2", "--reason", "test")]
    [InlineData("runs", "restart", "0199f3c2", "--scope", "failed")]
    [InlineData("automations", "cancel", "Customer import", "--reason", "test")]
    public async Task Nothing_is_done_without_a_yes(params string[] args)
    {
        var control = new ToldControl();
        var line = await Line(control, answers: "n\n").RunAsync(args);
        Assert.Empty(control.Asked);
        Assert.Equal(130, line.ExitCode);
        Assert.EndsWith("Nothing was changed.\n", line.Error);
    }

    [Theory]
    [InlineData("150 items would be skipped; 1 to be tried again left as they were.\n", "skip", "--reason", "test")]
    [InlineData("2 items would be in the new run.\n", "restart", "--scope", "unfinished")]
    public async Task A_dry_run_only_counts(string output, string verb, params string[] args)
    {
        var control = new ToldControl();
        var line = await Line(control).RunAsync(["runs", verb, "0199f3c2", "--dry-run", .. args]);
        Assert.Empty(control.Asked);
        Assert.Equal((0, output), (line.ExitCode, line.Output));
    }

    [Fact]
    public async Task A_batch_that_the_run_has_not_is_66_and_a_range_that_holds_nothing_is_wrong_usage()
    {
        var missing = await Line().RunAsync("runs", "skip", "0199f3c2", "--batch", "Q9", "--reason", "x");
        Assert.Equal(66, missing.ExitCode);
        Assert.Contains("no batch 'Q9'", missing.Error);
        var empty = await Line().RunAsync("runs", "skip", "0199f3c2", "--from", "5", "--to", "4", "--reason", "x");
        Assert.Equal(2, empty.ExitCode);
    }

    [Fact]
    public async Task A_restart_takes_over_correlation_and_priority_and_is_shown()
    {
        var control = new ToldControl();
        var line = await Line(control).RunAsync("runs", "restart", "0199f3c2", "--scope", "unfinished", "--json");
        Assert.Equal(
            [$"create {Told.BatchId} ext-123 priority 7 attempts  restarts {Told.RunId} Unfinished"],
            control.Asked
        );
        Assert.StartsWith("""{"run":{"id":""", line.Output);
        Assert.StartsWith(
            $"Starts a new run of 2 items that run {Told.RunId} of 'Customer import' left.\n",
            line.Error
        );
    }

    [Fact]
    public async Task A_restart_has_the_priority_that_is_given()
    {
        var control = new ToldControl();
        await Line(control).RunAsync("runs", "restart", "0199f3c2", "--scope", "failed", "--priority", "9");
        Assert.Contains("priority 9", Assert.Single(control.Asked));
    }

    [Fact]
    public async Task There_is_nothing_to_restart_where_nothing_is_left()
    {
        var line = await Line(new ToldControl { Restarted = [] })
            .RunAsync("runs", "restart", "0199f3c2", "--scope", "failed");
        Assert.Equal(73, line.ExitCode);
        Assert.Equal($"error: run {Told.RunId}: there is nothing in it to be restarted\n", line.Error);
    }

    [Fact]
    public async Task The_scope_of_a_restart_is_one_of_two()
    {
        var line = await Line().RunAsync("runs", "restart", "0199f3c2", "--scope", "everything");
        Assert.Equal(2, line.ExitCode);
        Assert.StartsWith("error: Argument 'everything' not recognized", line.Error);
    }

    [Fact]
    public async Task An_automation_is_paused_and_resumed()
    {
        var control = new ToldControl();
        var paused = await Line(control).RunAsync("automations", "pause", "Customer import", "--reason", "down");
        Assert.Equal("Automation 'Customer import' is paused.\n", paused.Output);
        var resumed = await Line(control).RunAsync("automations", "resume", "Customer import", "--json");
        Assert.Contains("\"paused\":false", resumed.Output);
        Assert.Equal(["pause automation down ada@host", "resume automation ada@host"], control.Asked);
    }

    [Fact]
    public async Task Cancelling_an_automation_counts_runs_and_items_first()
    {
        var control = new ToldControl();
        var line = await Line(control).RunAsync("automations", "cancel", "Customer import", "--reason", "wrong file");
        Assert.Equal(["cancel wrong file ada@host"], control.Asked);
        Assert.StartsWith("Cancels 1 run of 'Customer import': 151 items waiting, 8 items being done.\n", line.Error);
        Assert.Equal("1 run and 151 items cancelled.\n", line.Output);
    }

    [Fact]
    public async Task A_run_that_ended_before_it_was_cancelled_with_its_automation_is_left_as_it_is()
    {
        var line = await Line(new ToldControl { Refusal = new ConflictException("run 1 has ended") })
            .RunAsync("automations", "cancel", "Customer import", "--reason", "wrong file", "--json");
        Assert.Equal($$"""{"automationId":"{{Told.AutomationId}}","runs":0,"items":0}""" + "\n", line.Output);
    }

    [Theory]
    [InlineData(RunDriver.Engine, "ENGINE drives it")]
    [InlineData(RunDriver.Manual, "MANUAL drives it")]
    public async Task A_worker_refuses_a_named_run_that_workers_do_not_drive(RunDriver driver, string why)
    {
        var run = Told.Run(ExecutionStatus.Processing) with { Driver = driver };
        var line = await Line(run: run).RunAsync("worker", "--run", "0199f3c2", "--drain");
        Assert.Equal(65, line.ExitCode);
        Assert.Contains(why, line.Error);
    }

    [Fact]
    public async Task A_worker_refuses_a_named_run_of_another_automation_than_it_serves()
    {
        var line = await Line().RunAsync("worker", "--run", "0199f3c2", "--automation", "Other", "--drain");
        Assert.Equal(65, line.ExitCode);
        Assert.Contains("--automation names 'Other' only", line.Error);
    }

    private static TypedLine Line(ToldControl? control = null, string? answers = null, RunSummary? run = null)
    {
        var runs = new ToldRuns(run ?? Told.Run(ExecutionStatus.Processing));
        var told = control ?? new ToldControl();
        return new TypedLine { Answers = answers }
            .With<IDatabase>(new ToldDatabase())
            .With<IDefinitionReader>(new ToldDefinitions(hasHandler: true))
            .With<IRunReader>(runs)
            .With<IRunControl>(told)
            .With(new StartRun(told))
            .With(new CancelAutomation(new ToldQueue(), runs, told, new ToldAudit()));
    }
}
