using AutomationPlatform.Application.Definition;

namespace AutomationPlatform.Cli.Automations;

/// <summary>An automation as people see it.</summary>
internal static class AutomationView
{
    internal static string State(AutomationSummary automation) =>
        !automation.IsActive ? "deactivated"
        : automation.Paused ? "paused"
        : "active";
}
