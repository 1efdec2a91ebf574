using System.CommandLine;
using AutomationPlatform.Application.Audit;
using AutomationPlatform.Cli.Runs;

namespace AutomationPlatform.Cli.Webhooks;

/// <summary><c>apc webhooks pause</c>.</summary>
internal sealed class WebhooksPauseCommand : ApcCommand
{
    private readonly Argument<string> id = WebhookArguments.Id();
    private readonly Option<string> reason = RunArguments.Reason();

    internal WebhooksPauseCommand()
        : base(
            "pause",
            "Deliver nothing until it is resumed; what happens meanwhile waits, for at most 7 days.",
            new Example("apc webhooks pause 0199f3c2 --reason 'receiver is being moved'", "`resume` lets it go on")
        )
    {
        Add(id);
        Add(reason);
    }

    internal override AuditAction? Audited => AuditActions.WebhookPause;

    internal override async Task<int> ExecuteAsync(Invocation call, CancellationToken cancellationToken)
    {
        var platform = await call.OpenAsync(cancellationToken);
        var subscriptions = platform.Subscriptions;
        var found = (await subscriptions.GetAsync(call.Value(id), cancellationToken)).Subscription;
        await subscriptions.PauseAsync(found.Id, call.Required(reason), platform.Actor, cancellationToken);
        if (call.Json)
            call.WriteJson(WebhookDocument.Of(await subscriptions.GetAsync($"{found.Id}", cancellationToken)));
        else
            call.Terminal.Say($"Webhook {found.Id} is paused.");
        call.Terminal.Note($"Let it go on with: apc webhooks resume {found.Id}");
        return ExitCode.Done;
    }
}
