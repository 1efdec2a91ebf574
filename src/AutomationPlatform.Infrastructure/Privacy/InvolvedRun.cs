using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Infrastructure.Privacy;

/// <summary>A run that may stand in the way of erasing. A value.</summary>
/// <param name="Id">The run.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="InTheMaking">Whether it is just being made.</param>
internal sealed record InvolvedRun(Guid Id, ExecutionStatus Status, bool InTheMaking);
