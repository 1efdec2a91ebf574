using System.CommandLine;
using AutomationPlatform.Application.Audit;

namespace AutomationPlatform.Cli.Webhooks;

/// <summary><c>apc webhooks resume</c>.</summary>
internal sealed class WebhooksResumeCommand : ApcCommand
{
    private readonly Argument<string> id = WebhookArguments.Id();

    internal WebhooksResumeCommand()
        : base(
            "resume",
            "Go on delivering to a webhook that was paused, by hand or after a day of failures.",
            new Example("apc webhooks resume 0199f3c2", "what waited goes out first")
        ) => Add(id);

    internal override AuditAction? Audited => AuditActions.WebhookResume;

    internal override async Task<int> ExecuteAsync(Invocation call, CancellationToken cancellationToken)
    {
        var platform = await call.OpenAsync(cancellationToken);
        var subscriptions = platform.Subscriptions;
        var found = (await subscriptions.GetAsync(call.Value(id), cancellationToken)).Subscription;
        await subscriptions.ResumeAsync(found.Id, platform.Actor, cancellationToken);
        if (call.Json)
            call.WriteJson(WebhookDocument.Of(await subscriptions.GetAsync($"{found.Id}", cancellationToken)));
        else
            call.Terminal.Say($"Webhook {found.Id} goes on.");
        return ExitCode.Done;
    }
}
