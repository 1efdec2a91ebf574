using System.CommandLine;
using System.Globalization;
using AutomationPlatform.Application.Events;

namespace AutomationPlatform.Cli.Webhooks;

/// <summary><c>apc webhooks test</c>.</summary>
internal sealed class WebhooksTestCommand : ApcCommand
{
    private readonly Argument<string> id = WebhookArguments.Id();

    internal WebhooksTestCommand()
        : base(
            "test",
            $"Post one event of type {EventCatalogue.Test} from here, and say what was answered. Exit 1 when it was not taken.",
            new Example("apc webhooks test 0199f3c2", "signed as every other event")
        ) => Add(id);

    internal override async Task<int> ExecuteAsync(Invocation call, CancellationToken cancellationToken)
    {
        var platform = await call.OpenAsync(cancellationToken);
        var found = (await platform.Subscriptions.GetAsync(call.Value(id), cancellationToken)).Subscription;
        var (answer, took) = await platform.TestWebhook.SendAsync(found, cancellationToken);
        var milliseconds = Math.Round(took.TotalMilliseconds, 1);
        if (call.Json)
            call.WriteJson(new WebhookTestDocument(found.Id.Value, answer.Error is null, answer.Error, milliseconds));
        else if (answer.Error is { } error)
            call.Terminal.Say($"{found.Target} did not take the event: {error}");
        else
            call.Terminal.Say(
                string.Create(CultureInfo.InvariantCulture, $"{found.Target} took the event after {milliseconds} ms.")
            );
        return answer.Error is null ? ExitCode.Done : ExitCode.Found;
    }
}
