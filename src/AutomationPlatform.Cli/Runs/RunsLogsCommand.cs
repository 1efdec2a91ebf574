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
        Description = "Go on reading until the job has ended; with several jobs one after the other",
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
            ? await WriteJobsAsync(call, new JobLogs(platform, call.Terminal, run), cancellationToken)
            : await WriteHandlersAsync(call, platform.Runs, run, cancellationToken);
    }

    private async Task<int> WriteJobsAsync(Invocation call, JobLogs logs, CancellationToken cancellationToken)
    {
        if (call.Json && call.Value(follow))
            throw new UsageException(
                "--follow: a document with --json is written when it is whole; leave out one of them"
            );
        var found = await logs.FindAsync(call.Value(shard), cancellationToken);
        if (!call.Json)
            return await logs.WriteAsync(found, call.Value(follow), cancellationToken)
                ? ExitCode.Done
                : ExitCode.Unavailable;
        var documents = new List<JobLogDocument>();
        foreach (var instance in found)
            documents.Add(JobLogDocument.Of(instance, await logs.ReadAsync(instance, cancellationToken)));
        call.WriteJson<IReadOnlyList<JobLogDocument>>(documents);
        return ExitCode.Done;
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
