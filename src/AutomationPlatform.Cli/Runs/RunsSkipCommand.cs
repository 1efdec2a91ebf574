using System.CommandLine;
using AutomationPlatform.Application.Audit;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Cli.Batches;
using AutomationPlatform.Cli.Console;

namespace AutomationPlatform.Cli.Runs;

/// <summary><c>apc runs skip</c>.</summary>
internal sealed class RunsSkipCommand : ApcCommand
{
    private readonly Argument<string> id = RunArguments.Id();
    private readonly Option<string> reason = RunArguments.Reason();
    private readonly Option<int?> from = NumberOption.Create(
        "--from",
        "Only items from this sequence number on",
        least: 0
    );
    private readonly Option<int?> to = NumberOption.Create("--to", "Only items up to this sequence number", least: 0);
    private readonly Option<bool> dryRun = new("--dry-run") { Description = "Only say how many items it would be" };
    private readonly Confirmation confirmation;

    private readonly Option<string[]> batches = new("--batch")
    {
        Description = "Only items of this batch",
        HelpName = "NAME",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<string?> reference = new("--reference")
    {
        Description = "Only the item with this reference",
        HelpName = "REF",
    };

    internal RunsSkipCommand()
        : base(
            "skip",
            "Leave out items of a run that were never begun. What is being done or to be tried again stays.",
            new Example("apc runs skip 0199f3c2 --reference C-1042 --reason 'closed account'", "one item"),
            new Example("apc runs skip 0199f3c2 --batch Q1-2024 --from 1000 --reason test", "the rest of a batch"),
            new Example("apc runs skip 0199f3c2 --reason test --dry-run", "how many would it be?")
        )
    {
        Add(id);
        foreach (var option in (Option[])[batches, reference, from, to, reason, dryRun])
            Add(option);
        confirmation = new Confirmation(this);
    }

    internal override AuditAction? Audited => AuditActions.RunSkip;

    internal override async Task<int> ExecuteAsync(Invocation call, CancellationToken cancellationToken)
    {
        var platform = await call.OpenAsync(cancellationToken);
        var run = await platform.Runs.GetAsync(
            await platform.Runs.ResolveAsync(call.Value(id), cancellationToken),
            cancellationToken
        );
        var filter = Filter(call, run);
        var waiting = await platform.Control.CountWaitingAsync(run.Id, filter, cancellationToken);
        var outcome = new SkippedItems(waiting.Pending, waiting.Retrying);
        var isTrial = call.Value(dryRun);
        if (!isTrial)
        {
            var intent =
                $"Skips {Figures.Items(waiting.Pending)} of run {run.Id} of '{run.Automation}' that were never begun.";
            if (!await confirmation.AskAsync(call, intent, cancellationToken))
                return ExitCode.Interrupted;
            outcome = await platform.Control.SkipAsync(
                run.Id,
                filter,
                call.Required(reason),
                platform.Actor,
                cancellationToken
            );
        }
        if (call.Json)
            call.WriteJson(new SkippedDocument(run.Id.Value, outcome.Skipped, outcome.RetryingLeft, isTrial));
        else
            call.Terminal.Say(Sentence(outcome, isTrial));
        return ExitCode.Done;
    }

    private static string Sentence(SkippedItems outcome, bool isTrial)
    {
        var sentence = $"{Figures.Items(outcome.Skipped)} {(isTrial ? "would be skipped" : "skipped")}";
        return outcome.RetryingLeft == 0
            ? $"{sentence}."
            : $"{sentence}; {Figures.Number(outcome.RetryingLeft)} to be tried again left as they were.";
    }

    private WaitingItemFilter Filter(Invocation call, RunSummary run)
    {
        var (first, last) = (call.Value(from) ?? 0, call.Value(to) ?? int.MaxValue);
        if (first > last)
            throw new UsageException($"--from {first} is beyond --to {last}; see `apc runs skip --help`");
        return new WaitingItemFilter
        {
            Batches = [.. (call.Value(batches) ?? []).Select(name => BatchChoice.OfRun(run, name))],
            Reference = call.Value(reference),
            FirstSequenceNumber = first,
            LastSequenceNumber = last,
        };
    }
}

/// <summary>What <c>runs skip --json</c> says.</summary>
internal sealed record SkippedDocument(Guid RunId, long Items, long RetryingLeft, bool DryRun);
