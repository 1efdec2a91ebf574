namespace AutomationPlatform.Application.Events;

/// <summary>A webhook to be.</summary>
/// <param name="Url">Where events are posted to.</param>
/// <param name="Events">The types, as <see cref="EventCatalogue.Check"/> gives them.</param>
/// <param name="Secret">Where the secret is found: <c>env:NAME</c> or <c>file:PATH</c>.</param>
/// <param name="AllowsPrivateNetwork">Whether it may lead into private networks, and be plain http.</param>
/// <param name="Actor">Who makes it.</param>
public sealed record NewWebhook(
    Uri Url,
    IReadOnlyList<string> Events,
    string Secret,
    bool AllowsPrivateNetwork,
    string? Actor
);
