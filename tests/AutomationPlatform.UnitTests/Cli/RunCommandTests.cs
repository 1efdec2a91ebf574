using AutomationPlatform.Application;
using AutomationPlatform.Application.Database;
using AutomationPlatform.Application.Definition;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Application.Orchestration;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.UnitTests.Cli;

/// <summary>What <c>apc runs</c> says and does.</summary>
public class RunCommandTests
{
    [Fact]
    public async Task A_list_is_a_table() =>
        Golden.Matches("runs-list", (await Line().RunAsync("runs", "list")).Output);

    [Fact]
    public async Task A_list_is_an_array_of_run_and_items_with_json() =>
        Golden.Matches("runs-list-json", (await Line().RunAsync("runs", "list", "--json")).Output);

    [Fact]
    public async Task An_empty_list_says_how_to_start_a_run_and_prints_nothing()
    {
        var line = await Line(new ToldRuns()).RunAsync("runs", "list");
        Assert.Equal((0, ""), (line.ExitCode, line.Output));
        Assert.Equal("No runs found. Start one with: apc run PATH|NAME\n", line.Error);
    }

    [Fact]
    public async Task An_empty_list_is_an_empty_array_with_json() =>
        Assert.Equal("[]\n", (await Line(new ToldRuns()).RunAsync("runs", "list", "--json")).Output);

    [Fact]
    public async Task The_next_cursor_goes_to_standard_error()
    {
        var line = await Line(new ToldRuns { NextCursor = "abc" }).RunAsync("runs", "list", "--json");
        Assert.Equal("more: --cursor abc\n", line.Error);
    }

    [Fact]
    public async Task Filters_reach_the_reader()
    {
        var runs = new ToldRuns();
        await Line(runs)
            .RunAsync(
                "runs",
                "list",
                "--automation",
                "Customer import",
                "--status",
                "failed",
                "--since",
                "2h",
                "--limit",
                "7",
                "--cursor",
                "abc",
                "--correlation-id",
                "x"
            );
        Assert.Equal(
            new RunFilter(Told.AutomationId, ExecutionStatus.Failed, TypedLine.Now.AddHours(-2), "x"),
            runs.AskedFor
        );
        Assert.Equal(new PageRequest(7, "abc"), runs.AskedPage);
    }

    [Fact]
    public async Task A_run_is_shown_with_its_batches_and_where_to_look_next()
    {
        var line = await Line().RunAsync("runs", "show", "0199f3c2");
        Golden.Matches("runs-show", line.Output + "---\n" + line.Error);
    }

    [Fact]
    public async Task A_run_under_way_is_shown_with_its_workers()
    {
        var line = await Line(new ToldRuns(Told.Run(ExecutionStatus.Processing))).RunAsync("runs", "show", "0199f3c2");
        Golden.Matches("runs-show-processing", line.Output + "---\n" + line.Error);
    }

    [Fact]
    public async Task A_run_is_shown_with_its_jobs_in_engines()
    {
        var line = await Line(instances: ToldEngines.Shard).RunAsync("runs", "show", "0199f3c2");
        Golden.Matches("runs-show-engine", line.Output);
    }

    [Fact]
    public async Task A_run_is_one_document_with_its_jobs_in_engines() =>
        Golden.Matches(
            "runs-show-engine-json",
            (await Line(instances: ToldEngines.Shard).RunAsync("runs", "show", "0199f3c2", "--json")).Output
        );

    [Fact]
    public async Task A_run_is_one_document_with_json() =>
        Golden.Matches("runs-show-json", (await Line().RunAsync("runs", "show", "0199f3c2", "--json")).Output);

    [Fact]
    public async Task A_run_under_way_is_one_document_with_what_waits() =>
        Golden.Matches(
            "runs-show-processing-json",
            (
                await Line(new ToldRuns(Told.Run(ExecutionStatus.Processing)))
                    .RunAsync("runs", "show", "0199f3c2", "--json")
            ).Output
        );

    [Fact]
    public async Task Errors_are_a_table() =>
        Golden.Matches("runs-errors", (await Line().RunAsync("runs", "errors", "0199f3c2")).Output);

    [Fact]
    public async Task Errors_are_an_array_with_json() =>
        Golden.Matches("runs-errors-json", (await Line().RunAsync("runs", "errors", "0199f3c2", "--json")).Output);

    [Fact]
    public async Task What_handlers_wrote_cannot_act_on_the_terminal() =>
        Golden.Matches("runs-logs", (await Line().RunAsync("runs", "logs", "0199f3c2")).Output);

    [Theory]
    [InlineData(ExecutionStatus.Completed, 0)]
    [InlineData(ExecutionStatus.Failed, 1)]
    [InlineData(ExecutionStatus.Cancelled, 1)]
    public async Task Watching_exits_by_the_end_of_the_run(ExecutionStatus end, int exitCode) =>
        Assert.Equal(
            exitCode,
            (await Line(new ToldRuns(Told.Run(end))).RunAsync("runs", "watch", "0199f3c2")).ExitCode
        );

    [Fact]
    public async Task Watching_ends_with_a_summary_and_where_to_look_next()
    {
        var line = await Line().RunAsync("runs", "watch", "0199f3c2");
        Golden.Matches("runs-watch", line.Output + "---\n" + line.Error);
    }

    [Fact]
    public async Task Watching_a_paused_run_exits_75_with_the_reason_and_the_way_on()
    {
        var paused = Told.Run(ExecutionStatus.Processing) with { Paused = true, PauseReason = "401 from the service" };
        var resting = paused with { Items = paused.Items with { Processing = 0 } };
        var line = await Line(new ToldRuns(resting)).RunAsync("runs", "watch", "0199f3c2");
        Assert.Equal(75, line.ExitCode);
        Assert.Contains("paused: 401 from the service\n", line.Error);
        Assert.Contains($"apc runs resume {Told.RunId}\n", line.Error);
    }

    [Fact]
    public async Task An_interrupted_watch_leaves_the_run_and_exits_130()
    {
        var line = Line(new ToldRuns(Told.Run(ExecutionStatus.Processing)));
        line.Interrupts.Raise();
        await line.RunAsync("runs", "watch", "0199f3c2");
        Assert.Equal(130, line.ExitCode);
        Assert.Contains($"apc runs watch {Told.RunId}\n", line.Error);
    }

    [Fact]
    public async Task Cancelling_says_how_many_items_it_concerns()
    {
        var control = new ToldControl();
        var line = await Line(new ToldRuns(Told.Run(ExecutionStatus.Processing)), control)
            .RunAsync("runs", "cancel", "0199f3c2", "--reason", "wrong file");
        Assert.Equal(["cancel wrong file ada@host"], control.Asked);
        Assert.StartsWith(
            $"Cancels run {Told.RunId} of 'Customer import': 151 items waiting, 8 items being done.\n",
            line.Error
        );
        Assert.Equal("151 items cancelled.\n", line.Output);
    }

    [Theory]
    [InlineData("n\n")]
    [InlineData("\n")]
    [InlineData("")]
    public async Task Nothing_is_cancelled_without_a_yes(string answer)
    {
        var control = new ToldControl();
        var line = await Line(new ToldRuns(Told.Run(ExecutionStatus.Processing)), control, answer)
            .RunAsync("runs", "cancel", "0199f3c2", "--reason", "wrong file");
        Assert.Empty(control.Asked);
        Assert.Equal(130, line.ExitCode);
        Assert.EndsWith("Nothing was changed.\n", line.Error);
    }

    [Theory]
    [InlineData("y\n")]
    [InlineData("YES\n")]
    public async Task A_yes_cancels(string answer)
    {
        var control = new ToldControl();
        await Line(new ToldRuns(Told.Run(ExecutionStatus.Processing)), control, answer)
            .RunAsync("runs", "cancel", "0199f3c2", "--reason", "wrong file");
        Assert.Single(control.Asked);
    }

    [Fact]
    public async Task A_refused_cancellation_is_a_conflict()
    {
        var control = new ToldControl { Refusal = new ConflictException("run 1 has ended") };
        var line = await Line(control: control).RunAsync("runs", "cancel", "0199f3c2", "--reason", "late");
        Assert.Equal(73, line.ExitCode);
        Assert.EndsWith("error: run 1 has ended\n", line.Error);
    }

    [Fact]
    public async Task A_retry_passes_codes_and_reason_on()
    {
        var control = new ToldControl();
        var line = await Line(control: control)
            .RunAsync(
                "runs",
                "retry",
                "0199f3c2",
                "--code",
                "http:503",
                "--code",
                "timeout",
                "--reason",
                "back",
                "--json"
            );
        Assert.Equal(["retry http:503+timeout back ada@host"], control.Asked);
        Assert.Equal($$"""{"runId":"{{Told.RunId}}","items":2,"dryRun":false}""" + "\n", line.Output);
    }

    [Fact]
    public async Task A_dry_run_of_a_retry_changes_nothing()
    {
        var control = new ToldControl();
        var line = await Line(control: control).RunAsync("runs", "retry", "0199f3c2", "--reason", "x", "--dry-run");
        Assert.Empty(control.Asked);
        Assert.Equal("2 items would be tried again.\n", line.Output);
    }

    [Fact]
    public async Task A_paused_run_is_resumed()
    {
        var control = new ToldControl();
        await Line(control: control).RunAsync("runs", "resume", "0199f3c2");
        Assert.Equal(["resume ada@host"], control.Asked);
    }

    [Fact]
    public async Task An_unknown_run_is_66()
    {
        var line = await Line().RunAsync("runs", "show", "ffffffff");
        Assert.Equal(66, line.ExitCode);
        Assert.Equal("error: run ffffffff was not found; list them with: apc runs list\n", line.Error);
    }

    private static TypedLine Line(
        ToldRuns? runs = null,
        ToldControl? control = null,
        string? answers = null,
        params RunInstance[] instances
    ) =>
        new TypedLine { Answers = answers }
            .With<IDatabase>(new ToldDatabase())
            .With<IDefinitionReader>(new ToldDefinitions())
            .With<IRunReader>(runs ?? new ToldRuns(Told.Run()))
            .With<ISubmissionStore>(new ToldEngines(instances))
            .With<IRunControl>(control ?? new ToldControl());
}
