using System.Diagnostics;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Application.Execution;

/// <summary>What a program listens to that wants to measure and trace the platform: one meter and one source of activities.</summary>
/// <remarks>docs/observability.md lists every instrument. Without a listener nothing is measured and nothing allocated.</remarks>
public static class PlatformTelemetry
{
    /// <summary>The name of the meter and of the activity source: <c>AutomationPlatform</c>.</summary>
    public const string Name = "AutomationPlatform";

    /// <summary>The name of the activity that each attempt at an item is: <c>automation_platform.item</c>.</summary>
    public const string ItemActivity = "automation_platform.item";

    private static readonly ActivitySource Source = new(Name);

    /// <summary>Begins the activity of an attempt; null where nobody listens.</summary>
    internal static Activity? BeginItem(OpenRun run, ClaimedItem item)
    {
        if (!Source.HasListeners() || Source.StartActivity(ItemActivity, ActivityKind.Consumer) is not { } activity)
            return null;
        activity.SetTag("automation", run.AutomationName);
        activity.SetTag("run", run.Id.ToString());
        activity.SetTag("item_execution", item.Id.ToString());
        activity.SetTag("attempt", item.AttemptCount);
        return activity;
    }

    /// <summary>Ends the activity of an attempt with what became of it.</summary>
    internal static void EndItem(Activity? activity, Answer? answer)
    {
        if (activity is null)
            return;
        activity.SetTag("outcome", answer is null ? "stopped" : ExecutionMeters.Outcome(answer.Kind));
        if (answer is { Kind: AnswerKind.Fail or AnswerKind.Retry })
        {
            activity.SetTag("code", answer.Code);
            activity.SetStatus(ActivityStatusCode.Error, answer.Message);
        }
    }
}
