namespace AutomationPlatform.Application.Orchestration;

/// <summary>That a submission is dealt with by one process at a time. A value.</summary>
/// <param name="Holder">Who holds it; new for each look.</param>
/// <param name="TakenAt">When it was asked for, as <see cref="TimeProvider.GetTimestamp"/> tells: a clock that nobody sets.</param>
internal sealed record TurnLease(Guid Holder, long TakenAt)
{
    /// <summary>Whether others may hold it by now, because this process was stopped in between; then nothing is sent.</summary>
    internal bool IsOver(TimeProvider clock) => clock.GetElapsedTime(TakenAt) >= EngineDefaults.Lease;
}
