using System.CommandLine;
using AutomationPlatform.Application;
using AutomationPlatform.Application.Events;
using AutomationPlatform.Cli.Console;

namespace AutomationPlatform.Cli.Webhooks;

/// <summary><c>apc webhooks deliveries</c>.</summary>
internal sealed class WebhooksDeliveriesCommand : ApcCommand
{
    private static readonly string[] States =
    [
        .. Enum.GetNames<DeliveryState>().Select(name => name.ToUpperInvariant()),
    ];

    private readonly Argument<string> id = WebhookArguments.Id();
    private readonly Option<string?> state = new("--state")
    {
        Description = $"Only those in this state: {string.Join(", ", States)}",
        HelpName = "STATE",
    };

    private readonly Option<int?> limit = WebhookArguments.Limit();

    internal WebhooksDeliveriesCommand()
        : base(
            "deliveries",
            "Show what waits for a webhook, and what was delivered or given up in the last 7 days.",
            new Example("apc webhooks deliveries 0199f3c2", "what waits first, then the newest"),
            new Example("apc webhooks deliveries 0199f3c2 --state DEAD", "what was given up, and why")
        )
    {
        Add(id);
        Add(state);
        Add(limit);
        state.CompletionSources.Add(States);
        state.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } text && !States.Contains(text.ToUpperInvariant()))
                result.AddError($"--state: '{text}' is not one of {string.Join(", ", States)}");
        });
    }

    internal override async Task<int> ExecuteAsync(Invocation call, CancellationToken cancellationToken)
    {
        var subscriptions = (await call.OpenAsync(cancellationToken)).Subscriptions;
        var found = (await subscriptions.GetAsync(call.Value(id), cancellationToken)).Subscription;
        DeliveryState? only = call.Value(state) is { } text ? Enum.Parse<DeliveryState>(text, ignoreCase: true) : null;
        var stories = await subscriptions.ListDeliveriesAsync(
            found.Id,
            only,
            call.Value(limit) ?? PageRequest.DefaultLimit,
            cancellationToken
        );
        if (call.Json)
            call.WriteJson<IReadOnlyList<DeliveryDocument>>([.. stories.Select(DeliveryDocument.Of)]);
        else if (stories.Count == 0)
            call.Terminal.Note("No deliveries.");
        else
            Table(stories).WriteTo(call.Terminal.Output);
        return ExitCode.Done;
    }

    private static Listing Table(IReadOnlyList<DeliveryStory> stories)
    {
        var table = new Listing("event", "type", "occurred", "state", "#attempts", "at", "error");
        foreach (var story in stories)
            table.Add(
                new Cell(story.Delivery.EventId, IsWhole: true),
                new Cell(story.Delivery.Type, IsWhole: true),
                (DateTimeOffset?)story.Delivery.OccurredAt,
                new Cell(story.State.ToString().ToUpperInvariant(), IsWhole: true),
                story.Delivery.Attempts,
                story.At,
                story.Error
            );
        return table;
    }
}
