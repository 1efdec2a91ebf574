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
    public async Task The_log_of_a_job_is_read_to_its_end_and_made_harmless()
    {
        var engines = new ToldEngines(ToldEngines.Shard) { Submissions = [Accepted] };
        var jobs = new ToldJobs("fi\trst\nsec", "ond\r\n", "\u001b[2Jlast");
        foreach (var option in (string[])["--jobs", "--shard=1", "--follow"])
            Assert.Equal(
                "fi    rst\nsecond\n\\u001B[2Jlast\n",
                (await Line(engines, ExecutionStatus.Failed, jobs).RunAsync("runs", "logs", "0199f3c2", option)).Output
            );
        var document = await Line(engines, ExecutionStatus.Failed, jobs)
            .RunAsync("runs", "logs", "0199f3c2", "--jobs", "--json");
        Assert.Equal(
            """[{"engine":"lab","shard":1,"externalId":"17_1","status":"FAILED","text":"fi\trst\nsecond\r\n\u001B[2Jlast"}]"""
                + "\n",
            document.Output
        );
    }

    [Fact]
    public async Task A_log_that_is_not_to_be_had_says_where_it_is()
    {
        var engines = new ToldEngines(ToldEngines.Shard) { Submissions = [Accepted] };
        var none = await Line(engines, ExecutionStatus.Failed, new ToldJobs())
            .RunAsync("runs", "logs", "0199f3c2", "--jobs");
        Assert.Equal(ExitCode.BadData, none.ExitCode);
        Assert.Contains("gives no logs; look at /shared/apc/apc-1.log", none.Error, StringComparison.Ordinal);
        var missing = await Line(engines, ExecutionStatus.Failed, new ToldJobs("x"))
            .RunAsync("runs", "logs", "0199f3c2", "--shard", "7");
        Assert.Equal(ExitCode.NotFound, missing.ExitCode);
        Assert.Contains("no job of shard 7", missing.Error, StringComparison.Ordinal);
    }

    private static Submission Accepted =>
        ToldEngines.Waiting with
        {
            State = SubmissionState.Accepted,
            ExternalId = "17",
            Trouble = null,
        };

    private static TypedLine Line() =>
        new TypedLine()
            .With<IDatabase>(new ToldDatabase())
            .With<IEngineStore>(new ToldEngines())
            .With<Application.Definition.IDefinitionReader>(new ToldDefinitions());

    private static TypedLine Line(ToldEngines engines, ExecutionStatus status, ToldJobs? jobs = null) =>
        new TypedLine()
            .With<IDatabase>(new ToldDatabase())
            .With<IEngineStore>(engines)
            .With<ISubmissionStore>(engines)
            .With<Application.Execution.IRunReader>(new ToldRuns(Told.Run(status)))
            .With(new ReadJobLog(engines, engines, jobs ?? new ToldJobs()));
}
