using System.CommandLine;
using AutomationPlatform.Application.Audit;
using AutomationPlatform.Cli.Console;
using AutomationPlatform.Cli.Runs;

namespace AutomationPlatform.Cli.Webhooks;

/// <summary><c>apc webhooks replay</c>.</summary>
internal sealed class WebhooksReplayCommand : ApcCommand
{
    private readonly Argument<string> id = WebhookArguments.Id();
    private readonly Option<string> since = new("--since")
    {
        Description = "Events that occurred then or later: an RFC 3339 instant, or how long ago (30s, 5m, 2h, 1d)",
        HelpName = "T",
        Required = true,
    };

    private readonly Option<bool> dead = new("--dead") { Description = "Only those that were given up" };

    internal WebhooksReplayCommand()
        : base(
            "replay",
            "Deliver recorded events once more, in their old order, with their old ids. The record goes back 7 days.",
            new Example("apc webhooks replay 0199f3c2 --since 2h", "everything of the last two hours"),
            new Example("apc webhooks replay 0199f3c2 --since 7d --dead", "what was given up")
        )
    {
        Add(id);
        Add(since);
        Add(dead);
    }

    internal override AuditAction? Audited => AuditActions.WebhookReplay;

    internal override async Task<int> ExecuteAsync(Invocation call, CancellationToken cancellationToken)
    {
        var from = Since.Parse(call.Required(since), call.Clock)!.Value;
        var platform = await call.OpenAsync(cancellationToken);
        var subscriptions = platform.Subscriptions;
        var found = (await subscriptions.GetAsync(call.Value(id), cancellationToken)).Subscription;
        var replayed = await subscriptions.ReplayAsync(
            found.Id,
            from,
            call.Value(dead),
            platform.Actor,
            cancellationToken
        );
        if (call.Json)
            call.WriteJson(new ReplayDocument(found.Id.Value, replayed));
        else
            call.Terminal.Say($"{Figures.Count(replayed, "event goes", "events go")} out once more.");
        if (replayed > 0)
            call.Terminal.Note(
                found.PausedAt is null
                    ? "Workers deliver them: apc worker"
                    : $"The webhook is paused; let it go on with: apc webhooks resume {found.Id}"
            );
        return ExitCode.Done;
    }
}
