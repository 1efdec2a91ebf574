using System.CommandLine;
using AutomationPlatform.Application.Audit;
using AutomationPlatform.Application.Events;

namespace AutomationPlatform.Cli.Webhooks;

/// <summary><c>apc webhooks add</c>.</summary>
internal sealed class WebhooksAddCommand : ApcCommand
{
    private const string OfFile = "file:";

    private readonly Argument<string> url = new("URL") { Description = "Where events are posted to; https" };
    private readonly Option<string[]> events = new("--event")
    {
        Description = "Only events of this type; may be repeated (default: all). See docs/webhooks.md",
        HelpName = "TYPE",
        Arity = ArgumentArity.OneOrMore,
        DefaultValueFactory = _ => [],
    };

    private readonly Option<string> secret = new("--secret")
    {
        Description = "Where the secret for signing is found, by every worker: env:VAR or file:PATH",
        HelpName = "env:VAR|file:PATH",
        Required = true,
    };

    private readonly Option<bool> privateNetwork = new("--allow-private-network")
    {
        Description = "It may lead into private networks and to this machine, and be plain http",
    };

    internal WebhooksAddCommand()
        : base(
            "add",
            "Post events to a URL from now on, signed, at least once, in order per run.",
            new Example("apc webhooks add https://example.org/hooks --secret env:HOOK_SECRET", "every event"),
            new Example(
                "apc webhooks add https://example.org/hooks --event apc.run.failed --secret file:/etc/apc/hook",
                "only failed runs"
            )
        )
    {
        Add(url);
        foreach (var option in (Option[])[events, secret, privateNetwork])
            Add(option);
        events.CompletionSources.Add(_ =>
            EventCatalogue.All.Select(each => new System.CommandLine.Completions.CompletionItem(each.Name))
        );
    }

    internal override AuditAction? Audited => AuditActions.WebhookAdd;

    internal override async Task<int> ExecuteAsync(Invocation call, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(call.Value(url), UriKind.Absolute, out var target))
            throw new UsageException("webhooks add: URL is not an absolute URL; give all of it: https://…");
        var platform = await call.OpenAsync(cancellationToken);
        var webhook = new NewWebhook(
            target,
            call.Value(events) ?? [],
            Absolute(call.Required(secret)),
            call.Value(privateNetwork),
            platform.Actor
        );
        var added = await platform.Subscriptions.AddWebhookAsync(webhook, cancellationToken);
        if (call.Json)
            call.WriteJson(WebhookDocument.Of(new SubscriptionSummary(added, 0, 0, null)));
        else
            call.Terminal.Say($"Webhook {added.Id} is told of {string.Join(", ", added.Events)} from now on.");
        call.Terminal.Note($"Try it with: apc webhooks test {added.Id}");
        return ExitCode.Done;
    }

    // Workers run elsewhere: a path beside this command would mean something else to each.
    private static string Absolute(string reference) =>
        reference.StartsWith(OfFile, StringComparison.Ordinal) && reference.Length > OfFile.Length
            ? OfFile + Path.GetFullPath(reference[OfFile.Length..])
            : reference;
}
