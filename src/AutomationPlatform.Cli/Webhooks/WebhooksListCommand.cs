using System.CommandLine;
using AutomationPlatform.Application.Events;
using AutomationPlatform.Cli.Console;

namespace AutomationPlatform.Cli.Webhooks;

/// <summary><c>apc webhooks list</c>.</summary>
internal sealed class WebhooksListCommand : ApcCommand
{
    private readonly Option<bool> all = new("--all")
    {
        Description = "Handlers in programs too, to which events are delivered likewise",
    };

    internal WebhooksListCommand()
        : base(
            "list",
            "List webhooks with what waits for each and what went wrong.",
            new Example("apc webhooks list", "oldest first")
        ) => Add(all);

    internal override async Task<int> ExecuteAsync(Invocation call, CancellationToken cancellationToken)
    {
        var subscriptions = (await call.OpenAsync(cancellationToken)).Subscriptions;
        var shown = (await subscriptions.ListAsync(cancellationToken))
            .Where(each => call.Value(all) || each.Subscription.Kind == SubscriptionKind.Webhook)
            .ToArray();
        if (call.Json)
            call.WriteJson<IReadOnlyList<WebhookDocument>>([.. shown.Select(WebhookDocument.Of)]);
        else if (shown.Length == 0)
            call.Terminal.Note("No webhooks. Add one with: apc webhooks add URL --secret env:VAR");
        else
            Table(shown).WriteTo(call.Terminal.Output);
        return ExitCode.Done;
    }

    private static Listing Table(IReadOnlyList<SubscriptionSummary> subscriptions)
    {
        var table = new Listing("id", "target", "events", "state", "#waiting", "#dead", "delivered", "why");
        foreach (var each in subscriptions)
            table.Add(
                each.Subscription.Id.Value,
                each.Subscription.Target,
                string.Join(" ", each.Subscription.Events),
                new Cell(State(each.Subscription), IsWhole: true),
                each.Waiting,
                each.Dead,
                each.DeliveredAt,
                each.Subscription.PauseReason ?? each.Subscription.LastError
            );
        return table;
    }

    private static string State(Subscription subscription) =>
        subscription.PausedAt is not null ? "paused"
        : subscription.FailingSince is not null ? "failing"
        : "active";
}
