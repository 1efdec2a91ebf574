using System.Collections.Concurrent;
using AutomationPlatform.Domain.Execution;
using Microsoft.Extensions.Logging;

namespace AutomationPlatform.Application.Orchestration;

/// <summary>What a process looks at.</summary>
public sealed record ReconcileScope
{
    /// <summary>Only what belongs to this run; null for everything.</summary>
    public RunId? Run { get; init; }

    /// <summary>Also what is not due yet.</summary>
    public bool Now { get; init; }
}
