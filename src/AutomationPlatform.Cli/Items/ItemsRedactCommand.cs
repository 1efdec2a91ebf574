using System.CommandLine;
using AutomationPlatform.Application.Audit;
using AutomationPlatform.Cli.Console;
using AutomationPlatform.Cli.Runs;

namespace AutomationPlatform.Cli.Items;

/// <summary><c>apc items redact</c>.</summary>
internal sealed class ItemsRedactCommand : ApcCommand
{
    private readonly Argument<string> id = new("ID")
    {
        Description =
            "An item or an item execution: the id, or an unambiguous beginning or end of at least 8 characters; "
            + "the item is erased with all its executions",
    };

    private readonly Option<string> reason = RunArguments.Reason();
    private readonly Option<bool> dryRun = new("--dry-run") { Description = "Only say what would be erased" };
    private readonly Confirmation confirmation;

    internal ItemsRedactCommand()
        : base(
            "redact",
            "Erase an item's payload, results and logs for good. Hashes and history stay and prove what was.",
            new Example("apc items redact 0199f3c2-6f1e --reason 'request 4711'", "in every run it was in"),
            new Example("apc items redact 0199f3c2-6f1e --reason 'request 4711' --dry-run", "what would it be?")
        )
    {
        Add(id);
        Add(reason);
        Add(dryRun);
        confirmation = new Confirmation(this);
    }

    internal override AuditAction? Audited => AuditActions.ItemRedact;

    internal override async Task<int> ExecuteAsync(Invocation call, CancellationToken cancellationToken)
    {
        var platform = await call.OpenAsync(cancellationToken);
        var item = await platform.Redaction.ResolveItemAsync(call.Value(id), cancellationToken);
        var erasure = await platform.Redaction.PlanItemAsync(item, cancellationToken);
        var isTrial = call.Value(dryRun);
        if (!isTrial)
        {
            var intent = $"Erases {Erasures.Words(erasure)} of item {item}. Nothing brings them back.";
            if (!await confirmation.AskAsync(call, intent, cancellationToken))
                return ExitCode.Interrupted;
            erasure = await platform.Redaction.RedactItemAsync(
                item,
                call.Required(reason),
                platform.Actor,
                cancellationToken
            );
        }
        Erasures.Tell(call, $"item {item}", item.Value, erasure, isTrial);
        return ExitCode.Done;
    }
}
