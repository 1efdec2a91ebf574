using System.CommandLine;
using AutomationPlatform.Application.Audit;
using AutomationPlatform.Application.Retention;
using AutomationPlatform.Cli.Console;
using AutomationPlatform.Domain.Definition;

namespace AutomationPlatform.Cli.Database;

/// <summary><c>apc db archive</c>.</summary>
internal sealed class DbArchiveCommand : ApcCommand
{
    private readonly Option<TimeSpan?> olderThan = DurationOption.Create(
        "--older-than",
        "Runs that ended so long ago, for instance 90d",
        RetentionDefaults.ShortestAge,
        RetentionDefaults.LongestAge
    );

    private readonly Option<string?> to = new("--to")
    {
        Description = "The directory their files go to; it must exist. Not needed with --dry-run",
        HelpName = "DIR",
    };

    private readonly Option<string?> automation = new("--automation")
    {
        Description = "Only runs of this automation",
        HelpName = "NAME",
    };

    private readonly Option<bool> dryRun = new("--dry-run") { Description = "Only say which runs would leave" };
    private readonly Confirmation confirmation;

    internal DbArchiveCommand()
        : base(
            "archive",
            "Let ended and sealed runs leave: each becomes a file that can be verified, then its rows are removed.",
            new Example("apc db archive --older-than 90d --to archive", "asks first, on a terminal"),
            new Example("apc db archive --older-than 90d --dry-run", "which would it be?"),
            new Example("apc audit verify --file archive/run-ID.jsonl", "proves a file by itself")
        )
    {
        olderThan.Required = true;
        foreach (var option in (Option[])[olderThan, to, automation, dryRun])
            Add(option);
        confirmation = new Confirmation(this);
    }

    internal override AuditAction? Audited => AuditActions.RunArchive;

    internal override async Task<int> ExecuteAsync(Invocation call, CancellationToken cancellationToken)
    {
        var isTrial = call.Value(dryRun);
        if (!isTrial && call.Value(to) is null)
            throw new UsageException("db archive needs --to DIR, or --dry-run; see `apc db archive --help`");
        var platform = await call.OpenAsync(cancellationToken);
        var order = new ArchiveOrder(
            call.Clock.GetUtcNow() - call.Required(olderThan)!.Value,
            await AutomationAsync(call, platform, cancellationToken),
            platform.Actor
        );
        var plan = await platform.ArchiveRuns.PlanAsync(order, cancellationToken);
        if (isTrial)
        {
            ArchiveView.Show(call, plan);
            return ExitCode.Done;
        }
        var intent =
            $"Lets {ArchiveView.Runs(plan.Runs.Sum(chain => chain.Count))} leave for files in {call.Value(to)}.";
        if (!await confirmation.AskAsync(call, intent, cancellationToken))
            return ExitCode.Interrupted;
        var directory = Path.GetFullPath(call.Value(to)!);
        var report = await ProgressDisplay.WhileAsync(
            call.Terminal,
            "archive",
            progress =>
                platform.ArchiveRuns.ExecuteAsync(
                    order,
                    directory,
                    new RunsShown(progress, plan.Runs.Sum(chain => chain.Count)),
                    cancellationToken
                ),
            isTransient: true
        );
        ArchiveView.Show(call, directory, report);
        return ExitCode.Done;
    }

    private async Task<AutomationId?> AutomationAsync(
        Invocation call,
        Platform platform,
        CancellationToken cancellationToken
    ) =>
        call.Value(automation) is { } name
            ? (await platform.Definitions.GetAutomationAsync(name, includeInactive: true, cancellationToken)).Summary.Id
            : null;

    private sealed class RunsShown(IProgress<Progress> progress, long total) : IProgress<long>
    {
        public void Report(long value) => progress.Report(new Progress(value, total, Unit: "runs"));
    }
}
