using AutomationPlatform.Application.Execution;

namespace AutomationPlatform.Infrastructure.Execution;

/// <summary>What a claim may ask for.</summary>
internal static class ClaimLimits
{
    /// <summary>The most items of one claim: 10,000.</summary>
    internal const int Largest = 10_000;

    /// <summary>Refuses a request that asks for nothing, or for more than a transaction should hold.</summary>
    internal static void Check(ClaimRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentOutOfRangeException.ThrowIfLessThan(request.Limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(request.Limit, Largest);
    }
}
