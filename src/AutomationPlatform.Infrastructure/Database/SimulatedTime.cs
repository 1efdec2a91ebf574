using AutomationPlatform.Domain;

namespace AutomationPlatform.Infrastructure.Database;

/// <summary>The <c>@now</c> of set-based statements, which say <c>coalesce(@now, the database's clock)</c>.</summary>
internal static class SimulatedTime
{
    /// <summary>Null in production, so that the database's clock decides; the clock's moment where time is simulated.</summary>
    internal static DateTimeOffset? Of(TimeProvider clock) =>
        Simulation(clock) is { } simulated ? Instant.Now(simulated) : null;

    /// <summary>Any clock but the system's is a simulation, and reaches the statements; null where the database's rules.</summary>
    internal static TimeProvider? Simulation(TimeProvider clock) => clock == TimeProvider.System ? null : clock;
}
