using System.CommandLine;
using AutomationPlatform.Cli.Console;

namespace AutomationPlatform.Cli.Webhooks;

/// <summary>Arguments that several commands about webhooks share.</summary>
internal static class WebhookArguments
{
    /// <summary>The most deliveries that are listed: 10,000.</summary>
    internal const int MostDeliveries = 10_000;

    internal static Argument<string> Id() =>
        new("ID") { Description = "The webhook: its id, or an unambiguous beginning or end of at least 8 characters" };

    internal static Option<int?> Limit() =>
        NumberOption.Create("--limit", "The most rows (default 100)", least: 1, most: MostDeliveries);
}
