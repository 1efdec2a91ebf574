using System.CommandLine;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Application.Orchestration;
using AutomationPlatform.Cli.Console;
using AutomationPlatform.Cli.Engines;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Cli.Runs;

/// <summary><c>apc runs logs</c>.</summary>
internal sealed class RunsLogsCommand : ApcCommand
{
    private readonly Argument<string> id = RunArguments.Id();

    private readonly Option<bool> jobs = new("--jobs")
    {
        Description = "What its jobs in engines wrote, in place of what handlers did",
    };

    private readonly Option<int?> shard = NumberOption.Create(
        "--shard",
        "Only the job of this shard, from 0",
        least: 0,
        most: EngineDefaults.ShardLimit - 1
    );

    private readonly Option<bool> follow = new("--follow")
    {
        Description =
            "Go on reading until the job has ended, and observe it meanwhile; with several jobs one after the other",
    };

    internal RunsLogsCommand()
        : base(
            "logs",
            "Show what the handlers of a run wrote to standard error, in order of writing, or what its jobs in engines wrote.",
            new Example("apc runs logs 0199f3c2", "every attempt's last 8 KiB; of a run in an engine, its job's log"),
            new Example("apc runs logs 0199f3c2 --shard 2 --follow", "a shard's job, as it writes")
        )
    {
        Add(id);
        Add(jobs);
        Add(shard);
        Add(follow);
    }

    internal override async Task<int> ExecuteAsync(Invocation call, CancellationToken cancellationToken)
    {
        var platform = await call.OpenAsync(cancellationToken);
        var run = await platform.Runs.ResolveAsync(call.Value(id), cancellationToken);
        var isOfJobs = call.Value(jobs) || call.Value(follow) || call.Value(shard) is not null;
        if (!isOfJobs)
            isOfJobs = (await platform.Runs.GetAsync(run, cancellationToken)).Driver == RunDriver.Engine;
        return isOfJobs
            ? await WriteJobsAsync(call, platform, run, cancellationToken)
            : await WriteHandlersAsync(call, platform.Runs, run, cancellationToken);
    }

    private async Task<int> WriteJobsAsync(
        Invocation call,
        Platform platform,
        RunId run,
        CancellationToken cancellationToken
    )
    {
        if (call.Json && call.Value(follow))
            throw new UsageException(
                "--follow: a document with --json is written when it is whole; leave out one of them"
            );
        var logs = new JobLogs(platform, call.Terminal, run);
        var whole = await (
            call.Json ? WriteDocumentsAsync(call, logs, cancellationToken)
            : call.Value(follow) ? FollowAsync(call, platform, run, logs, cancellationToken)
            : WriteWholeAsync(call, logs, cancellationToken)
        );
        return whole ? ExitCode.Done : ExitCode.Unavailable;
    }

    private async Task<bool> WriteDocumentsAsync(Invocation call, JobLogs logs, CancellationToken cancellationToken)
    {
        var found = await logs.FindAsync(call.Value(shard), cancellationToken);
        var documents = await logs.ReadAsync(found, cancellationToken);
        call.WriteJson(documents);
        return documents.All(document => document.Trouble is null);
    }

    private async Task<bool> WriteWholeAsync(Invocation call, JobLogs logs, CancellationToken cancellationToken)
    {
        var found = await logs.FindAsync(call.Value(shard), cancellationToken);
        return await logs.WriteAsync(found, isFollowed: false, cancellationToken);
    }

    // Nobody else may be observing the jobs, and then nobody would send them or see them end.
    private Task<bool> FollowAsync(
        Invocation call,
        Platform platform,
        RunId run,
        JobLogs logs,
        CancellationToken cancellationToken
    )
    {
        var watch = new EngineWatch(platform, call.Terminal);
        return watch.WhileAsync(
            run,
            async () =>
            {
                var found = await logs.WaitForAsync(call.Value(shard), cancellationToken);
                var whole = await logs.WriteAsync(found, isFollowed: true, cancellationToken);
                await watch.SettleAsync(run, cancellationToken);
                return whole;
            }
        );
    }

    private static async Task<int> WriteHandlersAsync(
        Invocation call,
        IRunReader runs,
        RunId run,
        CancellationToken cancellationToken
    )
    {
        var logs = runs.ListLogsAsync(run, cancellationToken);
        if (call.Json)
            call.WriteJson<IReadOnlyList<HandlerLogDocument>>(
                await logs.Select(HandlerLogDocument.Of).ToListAsync(cancellationToken)
            );
        else if (await WriteAsync(logs, call.Terminal) == 0)
            call.Terminal.Note($"The handlers of run {run} wrote nothing to standard error.");
        return ExitCode.Done;
    }

    private static async Task<long> WriteAsync(IAsyncEnumerable<HandlerLog> logs, Terminal terminal)
    {
        var count = 0L;
        await foreach (var log in logs)
        {
            count++;
            terminal.Say(
                $"{Figures.Instant(log.WrittenAt)} {log.Batch} #{log.SequenceNumber}, attempt {log.Attempt} ({log.ItemExecutionId})"
            );
            foreach (var line in log.Text.TrimEnd().Split('\n'))
                terminal.Say("  " + line.TrimEnd('\r'));
        }
        return count;
    }
}
