using System.CommandLine;
using AutomationPlatform.Application;
using AutomationPlatform.Application.Audit;
using AutomationPlatform.Application.Definition;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Application.Orchestration;
using AutomationPlatform.Cli.Batches;
using AutomationPlatform.Cli.Console;
using AutomationPlatform.Cli.Workers;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Cli.Runs;

/// <summary><c>apc run</c>: define, import, run and watch in one command.</summary>
internal sealed class RunCommand : ApcCommand
{
    private readonly Argument<string> what = new("PATH|NAME")
    {
        Description = "An automation file or its directory, which is applied; otherwise an automation's name",
    };

    private readonly Option<string[]> inputs = new("--input")
    {
        Description = "A file of rows; each is a batch, all are one with --batch (default: what the definition names)",
        HelpName = "FILE",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<string?> batch = new("--batch")
    {
        Description = "The batch's name; without input, an existing batch",
        HelpName = "NAME",
    };

    private readonly Option<bool> detach = new("--detach") { Description = "Leave the work to workers elsewhere" };
    private readonly Option<string?> payload = ImportOptions.BatchPayload();
    private readonly Option<string[]> mappings = ImportOptions.Mappings();
    private readonly Option<string> onInvalid = ImportOptions.OnInvalid();
    private readonly Option<string?> correlationId = RunArguments.CorrelationId();
    private readonly Option<int?> priority = RunArguments.Priority();
    private readonly Option<int?> maxAttempts = RunArguments.MaxAttempts();
    private readonly Option<int?> concurrency = NumberOption.Create(
        "--concurrency",
        "Items handled at once, instead of what the definition says",
        least: 1
    );

    private readonly Option<string?> engine = new("--engine")
    {
        Description = "Have this engine start the workers, on its nodes; needs --shards and PostgreSQL",
        HelpName = "NAME",
    };

    private readonly Option<int?> shards = NumberOption.Create(
        "--shards",
        "How many workers the engine starts",
        least: 1,
        most: EngineDefaults.ShardLimit
    );

    private readonly WorkerTimes times;

    internal RunCommand()
        : base(
            "run",
            "Run an automation over batches of items: apply its file, import its input, work on it here, show how it ended. "
                + "Ctrl-C finishes what has begun; a second one stops.",
            new Example("apc run samples/customer-import", "everything, from its directory"),
            new Example("apc run 'Customer import' --input q2.csv", "once more, over other rows"),
            new Example("apc run 'Customer import' --batch Q1-2024 --json", "over a batch there is, for scripts"),
            new Example("apc run 'Customer import' --detach", "leave the work to `apc worker`"),
            new Example("apc run 'Customer import' --engine lab --shards 4", "with four workers on a cluster")
        )
    {
        Add(what);
        foreach (var option in (Option[])[inputs, batch, payload, mappings, onInvalid])
            Add(option);
        foreach (var option in (Option[])[correlationId, priority, concurrency, maxAttempts, engine, shards, detach])
            Add(option);
        times = new WorkerTimes(this);
    }

    internal override AuditAction? Audited => AuditActions.RunStart;

    internal override async Task<int> ExecuteAsync(Invocation call, CancellationToken cancellationToken)
    {
        var engineName = Engine(call);
        var chosen = new RunInputOptions(
            call.Value(inputs) ?? [],
            call.Value(batch),
            await ImportOptions.ReadPayloadAsync(call.Value(payload), cancellationToken),
            ImportOptions.ToMappings(call.Value(mappings)),
            ImportOptions.ToOnInvalid(call.Value(onInvalid))
        );
        var platform = await call.OpenAsync(cancellationToken);
        var automation = await RunTarget.ResolveAsync(call, platform, call.Value(what), cancellationToken);
        var isDelegated = DelegateRun.HandlerOf(automation) is not null;
        if (!call.Value(detach) && engineName is null && !isDelegated)
            DemandHandler(platform.Runners, automation);
        var input = await RunInput.PrepareAsync(call, platform, automation, chosen, cancellationToken);
        var request = new StartRunRequest(automation, input.Batches, platform.Actor)
        {
            CorrelationId = call.Value(correlationId),
            Priority = call.Value(priority) ?? Run.DefaultPriority,
            MaxAttempts = call.Value(maxAttempts),
        };
        var run = engineName is null
            ? await platform.StartAsync(request, cancellationToken)
            : await platform.StartShards.ExecuteAsync(
                request,
                engineName,
                call.Value(shards)!.Value,
                cancellationToken
            );
        var isInEngine = isDelegated || engineName is not null;
        if (call.Value(detach))
            return await DetachAsync(call, platform, run, input.Rejected, isInEngine, cancellationToken);
        if (isInEngine)
            return await EngineRun.ExecuteAsync(
                call,
                platform,
                await platform.Runs.GetAsync(run, cancellationToken),
                input.Rejected,
                cancellationToken
            );
        return await RunWork.ExecuteAsync(
            call,
            platform,
            new RunWork.Order(automation.Summary, OptionsFor(call, run), input.Rejected)
        );
    }

    private string? Engine(Invocation call)
    {
        if (call.Value(engine) is null == call.Value(shards) is null)
            return call.Value(engine);
        throw new UsageException("--engine and --shards go together: --engine NAME --shards N");
    }

    private WorkerOptions OptionsFor(Invocation call, RunId run) =>
        times.Apply(
            call,
            new WorkerOptions
            {
                Runs = [run],
                Drain = true,
                Concurrency = call.Value(concurrency),
            }
        );

    // Better now than as a run that nobody here can serve.
    private static void DemandHandler(IItemRunnerFactory runners, AutomationDetails automation)
    {
        var settings = automation.Definition.Settings;
        if (settings.Handler is not null && runners.WhyNot(automation.Summary.Name, settings) is { } reason)
            throw new InvalidInputException($"automation '{automation.Summary.Name}': {reason}");
    }

    private static async Task<int> DetachAsync(
        Invocation call,
        Platform platform,
        RunId run,
        long rejected,
        bool isInEngine,
        CancellationToken cancellationToken
    )
    {
        var started = await platform.Runs.GetAsync(run, cancellationToken);
        if (call.Json)
            call.WriteJson(EndedRunDocument.Of(started, rejected));
        else
            RunView.Write(call.Terminal, started);
        if (isInEngine)
            call.Terminal.Note(
                "Its jobs are sent to the engine and observed there only while somebody sees to it: "
                    + $"any `apc worker` that is no shard, or: apc runs watch {run}"
            );
        NextSteps.After(started, call.Terminal);
        return ExitCode.Done;
    }
}
