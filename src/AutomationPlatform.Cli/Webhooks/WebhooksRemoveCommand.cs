using System.CommandLine;
using AutomationPlatform.Application.Audit;
using AutomationPlatform.Cli.Console;

namespace AutomationPlatform.Cli.Webhooks;

/// <summary><c>apc webhooks remove</c>.</summary>
internal sealed class WebhooksRemoveCommand : ApcCommand
{
    private readonly Argument<string> id = WebhookArguments.Id();
    private readonly Confirmation confirmation;

    internal WebhooksRemoveCommand()
        : base(
            "remove",
            "Remove a webhook with everything that waits for it and its record.",
            new Example("apc webhooks remove 0199f3c2", "`pause` keeps what waits")
        )
    {
        Add(id);
        confirmation = new Confirmation(this);
    }

    internal override AuditAction? Audited => AuditActions.WebhookRemove;

    internal override async Task<int> ExecuteAsync(Invocation call, CancellationToken cancellationToken)
    {
        var platform = await call.OpenAsync(cancellationToken);
        var subscriptions = platform.Subscriptions;
        var found = await subscriptions.GetAsync(call.Value(id), cancellationToken);
        var intent =
            $"Webhook {found.Subscription.Target} goes, with {Figures.Count(found.Waiting, "event that waits", "events that wait")}.";
        if (!await confirmation.AskAsync(call, intent, cancellationToken))
            return ExitCode.Done;
        await subscriptions.RemoveAsync(found.Subscription.Id, platform.Actor, cancellationToken);
        if (call.Json)
            call.WriteJson(new RemovedWebhookDocument(found.Subscription.Id.Value));
        else
            call.Terminal.Say($"Webhook {found.Subscription.Id} is removed.");
        return ExitCode.Done;
    }
}
