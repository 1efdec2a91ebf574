using AutomationPlatform.Domain.Definition;

namespace AutomationPlatform.Application.Retention;

/// <summary>Which runs leave.</summary>
/// <param name="FinishedBefore">Those that ended before this moment.</param>
/// <param name="Automation">Only those of this automation; null for all.</param>
/// <param name="Actor">Who lets them leave.</param>
public sealed record ArchiveOrder(DateTimeOffset FinishedBefore, AutomationId? Automation, string Actor);
