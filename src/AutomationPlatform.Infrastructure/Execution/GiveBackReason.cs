using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Infrastructure.Execution;

/// <summary>What the history says of an item that comes back without an answer.</summary>
internal static class GiveBackReason
{
    internal static string Of(bool released) => released ? "its worker left" : ErrorCodes.LostReason;
}
