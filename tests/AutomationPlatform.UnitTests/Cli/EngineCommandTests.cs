using AutomationPlatform.Application.Database;
using AutomationPlatform.Application.Orchestration;
using AutomationPlatform.Cli;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.UnitTests.Cli;

/// <summary>What the commands about engines say.</summary>
public class EngineCommandTests
{
    [Fact]
    public async Task Engines_are_listed_with_references_to_their_credentials() =>
        Golden.Matches("engines-list", (await Line().RunAsync("engines", "list")).Output);

    [Fact]
    public async Task Engines_are_an_array_with_json() =>
        Golden.Matches("engines-list-json", (await Line().RunAsync("engines", "list", "--json")).Output);

    [Theory]
    [InlineData("--set KEY without a value", "user")]
    [InlineData("--set without a key", "=x")]
    public async Task A_setting_that_is_no_pair_is_wrong_usage(string what, string setting)
    {
        var line = await Line()
            .RunAsync("engines", "add", "lab", "--type", "slurm", "--url", "http://h", "--set", setting);
        Assert.True(line.ExitCode == ExitCode.Usage, what);
        Assert.Contains("KEY=VALUE", line.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_engine_and_a_number_of_shards_go_together()
    {
        foreach (
            var half in (string[][])
                [
                    ["--engine", "lab"],
                    ["--shards", "4"],
                ]
        )
        {
            var line = await Line().RunAsync(["run", "Customer import", .. half]);
            Assert.Equal(ExitCode.Usage, line.ExitCode);
            Assert.Contains("--engine NAME --shards N", line.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_run_that_its_engine_does_not_take_yet_is_shown_with_the_reason()
    {
        var line = Line(new ToldEngines { Submissions = [ToldEngines.Waiting] }, ExecutionStatus.Pending);
        Golden.Matches("runs-show-not-sent", (await line.RunAsync("runs", "show", "0199f3c2")).Output);
    }

    [Fact]
    public async Task A_run_that_has_ended_otherwise_than_its_jobs_says_so()
    {
        var ended = Line(new ToldEngines(ToldEngines.Shard), ExecutionStatus.Completed);
        Assert.Contains(
            "Differs: 1 of 1 jobs ended FAILED in their engine; the run ended by its items",
            (await ended.RunAsync("runs", "show", "0199f3c2")).Output,
            StringComparison.Ordinal
        );
        var open = ToldEngines.Shard with { Status = ExecutionStatus.Processing };
        Assert.Contains(
            "Differs: 1 of 1 jobs are PROCESSING in their engine although the run has ended",
            (await Line(new ToldEngines(open), ExecutionStatus.Failed).RunAsync("runs", "show", "0199f3c2")).Output,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Jobs_that_nothing_accounts_for_are_told_with_the_reason_and_those_that_ended_are_counted()
    {
        var (unknown, closed) = (Guid.Parse("0199f3c2-6f1e-7a00-8000-0000000000e2"), ToldEngines.Waiting.Id);
        var engines = new ToldEngines { Known = new Dictionary<Guid, bool> { [closed] = false } };
        var jobs = new ToldJobs
        {
            Marked =
            [
                new("11", unknown, "COMPLETED", IsOpen: false),
                new("12", unknown, "FAILED", IsOpen: false),
                new("13", unknown, "RUNNING", IsOpen: true),
                new("14", closed, "RUNNING", IsOpen: true),
                new("15", closed, "COMPLETED", IsOpen: false),
            ],
        };
        var told = await Line(engines, jobs).RunAsync("engines", "test", "lab");
        Golden.Matches("engines-test", told.Output + "---\n" + told.Error);
        Golden.Matches(
            "engines-test-json",
            (await Line(engines, jobs).RunAsync("engines", "test", "lab", "--json")).Output
        );
    }

    private static TypedLine Line(ToldEngines engines, ToldJobs jobs) =>
        EngineLine
            .Over(engines, new ToldRuns(), jobs)
            .With(new ConnectEngine(new ToldNothing(), engines, engines, jobs));

    private static TypedLine Line() =>
        new TypedLine()
            .With<IDatabase>(new ToldDatabase())
            .With<IEngineStore>(new ToldEngines())
            .With<Application.Definition.IDefinitionReader>(new ToldDefinitions());

    private static TypedLine Line(ToldEngines engines, ExecutionStatus status) =>
        EngineLine.Over(engines, new ToldRuns(Told.Run(status)));
}
