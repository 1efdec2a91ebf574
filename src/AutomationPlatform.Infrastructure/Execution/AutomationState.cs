using AutomationPlatform.Application;
using AutomationPlatform.Domain.Definition;

namespace AutomationPlatform.Infrastructure.Execution;

/// <summary>How an automation stands, as it was read under its lock. A value.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Paused">Whether it is paused.</param>
internal sealed record AutomationState(string Name, bool Paused)
{
    /// <summary>Refuses an automation that is not there.</summary>
    internal static AutomationState Require(AutomationId automation, AutomationState? found) =>
        found
        ?? throw new NotFoundException($"automation {automation}: there is none; list them with: apc automations list");

    /// <summary>Refuses a pause or, without a reason, a resumption that would change nothing.</summary>
    internal void CheckPause(string? reason)
    {
        if (Paused == reason is not null)
            throw new ConflictException(
                Paused ? $"automation '{Name}': it is paused already" : $"automation '{Name}': it is not paused"
            );
    }
}
