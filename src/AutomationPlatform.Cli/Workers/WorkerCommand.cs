using System.CommandLine;
using System.CommandLine.Parsing;
using AutomationPlatform.Application;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Application.Orchestration;
using AutomationPlatform.Cli.Console;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Cli.Workers;

/// <summary><c>apc worker</c>.</summary>
internal sealed class WorkerCommand : ApcCommand
{
    private static readonly string[] Kinds = ["command", "worker", "http", "dotnet", "builtin"];

    private readonly Option<string[]> runs = Many("--run", "ID", "Serve only this run");
    private readonly Option<string[]> automations = Many("--automation", "NAME", "Serve only this automation");
    private readonly Option<string[]> allow = new("--allow")
    {
        Description = "Start only handlers of these kinds, separated by commas: " + string.Join(", ", Kinds),
        HelpName = "KIND,…",
        DefaultValueFactory = _ => [],
        CustomParser = result =>
            [
                .. result.Tokens.SelectMany(token =>
                    token.Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                ),
            ],
    };

    private readonly Option<bool> drain = new("--drain")
    {
        Description = "End when the named runs, or all it can serve, have ended or are paused",
    };

    private readonly Option<string?> directory = new("--directory")
    {
        Description = "Only handlers of definitions at or below this directory",
        HelpName = "DIR",
    };

    private readonly Option<string?> shard = new("--shard")
    {
        Description = "Its identity among N shards, for records; I from 0",
        HelpName = "I/N",
    };

    private readonly Option<int?> concurrency = NumberOption.Create(
        "--concurrency",
        "Items of an automation handled at once, instead of what its definition says",
        least: 1
    );

    private readonly WorkerTimes times;

    internal WorkerCommand()
        : base(
            "worker",
            "Work on runs: claim items, hand them to their handlers, record what became of them. "
                + "Ctrl-C finishes what has begun and gives back the rest; a second one stops.",
            new Example("apc worker", "serve whatever comes, until Ctrl-C"),
            new Example("apc worker --run 0199f3c2 --drain", "bring one run to its end"),
            new Example("apc worker --automation 'Customer import' --allow command,http", "only what is allowed here")
        )
    {
        foreach (var option in (Option[])[automations, runs, shard, drain, concurrency, allow, directory])
            Add(option);
        times = new WorkerTimes(this);
        allow.Validators.Add(RefuseUnknownKinds);
    }

    internal override async Task<int> ExecuteAsync(Invocation call, CancellationToken cancellationToken)
    {
        var shardOf = Shard.Parse(call.Value(shard));
        var platform = await call.OpenAsync(cancellationToken);
        var options = new WorkerOptions
        {
            Runs = await ResolveAsync(
                platform.Runs,
                call.Value(runs) ?? [],
                call.Value(automations) ?? [],
                cancellationToken
            ),
            Automations = call.Value(automations) ?? [],
            Drain = call.Value(drain),
            Concurrency = call.Value(concurrency),
            Allow = call.Value(allow) ?? [],
            Directory = call.Value(directory) is { } path ? Path.GetFullPath(path) : null,
            Shard = shardOf,
        };
        options = times.Apply(call, options);
        try
        {
            Report(call, await WorkAsync(call, platform, options));
        }
        catch (OperationCanceledException) when (call.Interrupts.Second.IsCancellationRequested)
        {
            // Stopped as asked: what goes on how is said below.
        }
        return Exit(call);
    }

    // A worker that is a job of an engine itself leaves engines to others: credentials are not meant for its node.
    private static async Task<WorkerReport> WorkAsync(Invocation call, Platform platform, WorkerOptions options)
    {
        using var stop = new CancellationTokenSource();
        var reconciling = options.Shard is null
            ? platform.Reconciler.RunAsync(new ReconcileScope(), stop.Token)
            : Task.CompletedTask;
        try
        {
            return await platform.Worker.RunAsync(options, call.Interrupts.First, call.Interrupts.Second);
        }
        finally
        {
            await stop.CancelAsync();
            await reconciling;
        }
    }

    private static void Report(Invocation call, WorkerReport report)
    {
        if (call.Json)
            call.WriteJson(new WorkerDocument(report.Answered, report.Late));
        else
            call.Terminal.Note(
                $"{Figures.Count(report.Answered, "answer", "answers")} taken, {Figures.Number(report.Late)} too late."
            );
    }

    private static void RefuseUnknownKinds(OptionResult result)
    {
        foreach (var kind in (result.GetValueOrDefault<string[]>() ?? []).Except(Kinds))
            result.AddError($"--allow: '{kind}' is not one of {string.Join(", ", Kinds)}");
    }

    private static int Exit(Invocation call)
    {
        if (!call.Interrupts.First.IsCancellationRequested)
            return ExitCode.Done;
        call.Terminal.Note("interrupted; runs that have not ended go on with: apc worker --drain");
        return ExitCode.Interrupted;
    }

    private static async Task<IReadOnlyList<RunId>> ResolveAsync(
        IRunReader reader,
        string[] parts,
        string[] automations,
        CancellationToken cancellationToken
    )
    {
        var resolved = new List<RunId>();
        foreach (var part in parts)
        {
            var run = await reader.GetAsync(await reader.ResolveAsync(part, cancellationToken), cancellationToken);
            if (WhyNot(run, automations) is { } why)
                throw new InvalidInputException($"run {run.Id} of '{run.Automation}' cannot be served here: {why}");
            resolved.Add(run.Id);
        }
        return resolved;
    }

    // What a handler of the run would need is asked by the worker itself.
    private static string? WhyNot(RunSummary run, string[] automations) =>
        run.Driver != RunDriver.Workers
            ? $"{run.Driver.ToString().ToUpperInvariant()} drives it, not workers; move it on where it was made"
        : automations.Length > 0 && !automations.Contains(run.Automation)
            ? $"--automation names {string.Join(", ", automations.Select(name => $"'{name}'"))} only"
        : null;

    private static Option<string[]> Many(string name, string value, string description) =>
        new(name)
        {
            Description = description,
            HelpName = value,
            DefaultValueFactory = _ => [],
        };
}

/// <summary>What <c>apc worker --json</c> says at its end.</summary>
internal sealed record WorkerDocument(long Answered, long Late);
