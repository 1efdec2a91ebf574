using System.Text.Json;
using AutomationPlatform.Application.Orchestration;
using AutomationPlatform.Cli;
using AutomationPlatform.Cli.Engines;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.UnitTests.Cli;

/// <summary>The logs of jobs in engines, read whole and followed.</summary>
public class JobLogTests
{
    [Fact]
    public async Task The_log_of_a_job_is_read_to_its_end_and_made_harmless()
    {
        var engines = new ToldEngines(ToldEngines.Shard) { Submissions = [ToldEngines.Ended] };
        var jobs = new ToldJobs("fi\trst\nsec", "ond\r\n", "\u001b[2Jlast");
        foreach (var option in (string[])["--jobs", "--shard=1", "--follow"])
            Assert.Equal(
                "fi    rst\nsecond\n\\u001B[2Jlast\n",
                (await Line(engines, jobs).RunAsync("runs", "logs", "0199f3c2", option)).Output
            );
        var document = await Line(engines, jobs).RunAsync("runs", "logs", "0199f3c2", "--jobs", "--json");
        Assert.Equal(
            """[{"engine":"lab","shard":1,"externalId":"17_1","status":"FAILED","text":"fi\trst\nsecond\r\n\u001B[2Jlast","isCut":false,"trouble":null}]"""
                + "\n",
            document.Output
        );
    }

    [Fact]
    public async Task A_log_that_is_not_to_be_had_says_where_it_is()
    {
        var engines = new ToldEngines(ToldEngines.Shard) { Submissions = [ToldEngines.Ended] };
        var none = await Line(engines, new ToldJobs()).RunAsync("runs", "logs", "0199f3c2", "--jobs");
        Assert.Equal(ExitCode.BadData, none.ExitCode);
        Assert.Contains("gives no logs; look at /shared/apc/apc-1.log", none.Error, StringComparison.Ordinal);
        var missing = await Line(engines, new ToldJobs("x")).RunAsync("runs", "logs", "0199f3c2", "--shard", "7");
        Assert.Equal(ExitCode.NotFound, missing.ExitCode);
        Assert.Contains("no job of shard 7", missing.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_that_has_not_written_yet_is_followed_with_growing_patience_and_its_trouble_told_once()
    {
        var jobs = new ToldJobs("first\n", "last\n")
        {
            TroubleAt = (_, reads) => reads < 7 ? ToldJobs.Trouble("nothing was written yet") : null,
        };
        var engines = Engines(jobs, endsAfter: 9);
        var clock = new ImpatientClock();

        var line = await Line(engines, jobs, clock).RunAsync("runs", "logs", "0199f3c2", "--follow");

        Assert.Equal((ExitCode.Done, "first\nlast\n"), (line.ExitCode, line.Output));
        Assert.Equal([1, 2, 4, 8, 16, 30, 30], clock.Waits.Select(wait => wait.TotalSeconds));
        Assert.Equal(2, line.Error.Split("nothing was written yet").Length);
    }

    [Fact]
    public async Task An_engine_that_is_away_while_a_log_is_followed_is_asked_again_when_it_likes()
    {
        var jobs = new ToldJobs("first\n", "last\n")
        {
            TroubleAt = (_, reads) =>
                reads switch
                {
                    0 => ToldJobs.Trouble("429", TimeSpan.FromSeconds(40)),
                    2 => ToldJobs.Trouble("503"),
                    _ => null,
                },
        };
        var engines = Engines(jobs, endsAfter: 4);
        var clock = new ImpatientClock();

        var line = await Line(engines, jobs, clock).RunAsync("runs", "logs", "0199f3c2", "--follow");

        Assert.Equal((ExitCode.Done, "first\nlast\n"), (line.ExitCode, line.Output));
        Assert.Equal([40, 1], clock.Waits.Select(wait => wait.TotalSeconds));
    }

    [Fact]
    public async Task Who_follows_a_job_observes_its_run_and_who_reads_it_does_not()
    {
        var engines = new ToldEngines(ToldEngines.Shard) { Submissions = [ToldEngines.Ended] };
        await Line(engines, new ToldJobs("x")).RunAsync("runs", "logs", "0199f3c2", "--jobs");
        Assert.Empty(engines.LookedFor);
        await Line(engines, new ToldJobs("x")).RunAsync("runs", "logs", "0199f3c2", "--follow");
        Assert.Contains(Told.RunId, engines.LookedFor);
    }

    [Fact]
    public async Task A_job_that_is_not_sent_yet_is_waited_for_by_who_follows_it()
    {
        var looks = 0;
        var engines = new ToldEngines(ToldEngines.Shard)
        {
            Submissions = [ToldEngines.Ended],
            SubmissionsNow = () => [looks > 3 ? ToldEngines.Ended : ToldEngines.Waiting],
            Exists = _ => Interlocked.Increment(ref looks) > 3,
        };
        var line = await Line(engines, new ToldJobs("x"), new ImpatientClock())
            .RunAsync("runs", "logs", "0199f3c2", "--follow", "--shard", "1");
        Assert.Equal((ExitCode.Done, "x\n"), (line.ExitCode, line.Output));
        Assert.Equal($"{ToldEngines.Waiting.Trouble}\n", line.Error);
    }

    [Fact]
    public async Task A_shard_that_is_not_to_come_is_not_waited_for()
    {
        var engines = new ToldEngines { Submissions = [ToldEngines.Waiting] };
        var line = await Line(engines, new ToldJobs("x"), new ImpatientClock())
            .RunAsync("runs", "logs", "0199f3c2", "--follow", "--shard", "4");
        Assert.Equal(ExitCode.NotFound, line.ExitCode);
    }

    [Fact]
    public async Task What_follows_from_the_end_of_a_job_is_waited_for_by_who_followed_it()
    {
        var asked = 0;
        var engines = new ToldEngines(ToldEngines.Shard)
        {
            Submissions = [ToldEngines.Accepted],
            SubmissionsNow = () => [Interlocked.Increment(ref asked) < 5 ? ToldEngines.Accepted : ToldEngines.Ended],
        };
        await Line(engines, new ToldJobs("x"), new ImpatientClock()).RunAsync("runs", "logs", "0199f3c2", "--follow");
        Assert.Equal(5, asked);
    }

    [Fact]
    public async Task Jobs_that_go_on_are_not_waited_for_by_who_followed_another()
    {
        var engines = new ToldEngines(ToldEngines.Shard, Other with { Status = ExecutionStatus.Processing })
        {
            Submissions = [ToldEngines.Accepted],
        };
        var clock = new ImpatientClock();
        await Line(engines, new ToldJobs("x"), clock).RunAsync("runs", "logs", "0199f3c2", "--follow", "--shard", "1");
        Assert.Empty(clock.Waits);
    }

    [Fact]
    public async Task Each_shard_that_is_followed_is_waited_for()
    {
        var jobs = new ToldJobs("x\n")
        {
            TroubleAt = (_, reads) => reads is 0 or 1 or 4 ? ToldJobs.Trouble("nothing was written yet") : null,
        };
        var engines = new ToldEngines(ToldEngines.Shard, Other)
        {
            Submissions = [ToldEngines.Ended],
            Now = job =>
                job with
                {
                    Status = jobs.Reads < (job.Shard == 1 ? 3 : 5) ? ExecutionStatus.Pending : job.Status,
                },
        };

        var line = await Line(engines, jobs, new ImpatientClock()).RunAsync("runs", "logs", "0199f3c2", "--follow");

        Assert.Equal(ExitCode.Done, line.ExitCode);
        Assert.Equal("== shard 1, job 17_1 in 'lab'\nx\n== shard 2, job 17_2 in 'lab'\nx\n", line.Output);
    }

    [Fact]
    public async Task Trouble_with_the_log_of_a_job_that_has_ended_ends_the_following()
    {
        var jobs = new ToldJobs("x") { TroubleAt = (_, _) => ToldJobs.Trouble("404") };
        var line = await Line(Engines(jobs, endsAfter: 2), jobs, new ImpatientClock())
            .RunAsync("runs", "logs", "0199f3c2", "--follow");
        Assert.Equal(ExitCode.Unavailable, line.ExitCode);
        Assert.Equal(3, jobs.Reads);
    }

    [Fact]
    public async Task Trouble_of_one_job_stands_in_its_document_and_the_others_are_whole()
    {
        var jobs = new ToldJobs("so far\n", "x\n")
        {
            TroubleAt = (part, reads) => part == 1 && reads == 1 ? ToldJobs.Trouble("503") : null,
        };
        var engines = new ToldEngines(ToldEngines.Shard, Other) { Submissions = [ToldEngines.Ended] };

        var line = await Line(engines, jobs).RunAsync("runs", "logs", "0199f3c2", "--jobs", "--json");

        Assert.Equal(ExitCode.Unavailable, line.ExitCode);
        var documents = JsonDocument.Parse(line.Output).RootElement;
        Assert.Equal(["so far\n", "so far\nx\n"], Texts(documents));
        Assert.Contains(": 503;", documents[0].GetProperty("trouble").GetString(), StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, documents[1].GetProperty("trouble").ValueKind);
        Assert.StartsWith("warning: engine 'lab'", line.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_limit_holds_for_the_documents_of_all_jobs()
    {
        const int Piece = JobLogs.DocumentLimit / 8;
        var jobs = new ToldJobs([.. Enumerable.Repeat(new string('x', Piece), 5)]);
        var engines = new ToldEngines(ToldEngines.Shard, Other, Other) { Submissions = [ToldEngines.Ended] };

        var line = await Line(engines, jobs).RunAsync("runs", "logs", "0199f3c2", "--jobs", "--json");

        var documents = JsonDocument.Parse(line.Output).RootElement;
        Assert.Equal(ExitCode.Done, line.ExitCode);
        Assert.Equal([5 * Piece, 3 * Piece, 0], Texts(documents).Select(text => text.Length));
        Assert.Equal(
            [false, true, true],
            documents.EnumerateArray().Select(each => each.GetProperty("isCut").GetBoolean())
        );
        Assert.Equal(
            "warning: 2 logs are cut, for all hold 16.0 MiB together; without --json they are whole\n",
            line.Error
        );
    }

    private static RunInstance Other =>
        ToldEngines.Shard with
        {
            Id = new(Guid.CreateVersion7()),
            Part = 2,
            Shard = 2,
            ExternalId = "17_2",
        };

    private static ToldEngines Engines(ToldJobs jobs, int endsAfter) =>
        new(ToldEngines.Shard)
        {
            Submissions = [ToldEngines.Accepted],
            SubmissionsNow = () => [jobs.Reads < endsAfter ? ToldEngines.Accepted : ToldEngines.Ended],
            Now = job => job with { Status = jobs.Reads < endsAfter ? ExecutionStatus.Pending : job.Status },
        };

    private static string[] Texts(JsonElement documents) =>
        [.. documents.EnumerateArray().Select(document => document.GetProperty("text").GetString()!)];

    private static TypedLine Line(ToldEngines engines, ToldJobs jobs, ImpatientClock? clock = null) =>
        EngineLine.Over(engines, new ToldRuns(Told.Run()), jobs, clock);
}
