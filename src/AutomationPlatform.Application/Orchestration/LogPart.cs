using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Application.Orchestration;

/// <summary>A part of a log.</summary>
/// <param name="Text">The text.</param>
/// <param name="NextOffset">Where it goes on.</param>
/// <param name="HasMore">Whether more is to come.</param>
public sealed record LogPart(string Text, long NextOffset, bool HasMore);
