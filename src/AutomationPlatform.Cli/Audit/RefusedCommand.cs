using AutomationPlatform.Application.Audit;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Cli.Audit;

/// <summary>What the log says of a command that was refused: what was typed, since nothing else may be known.</summary>
internal static class RefusedCommand
{
    /// <summary>Its entry, without the error.</summary>
    /// <param name="action">What it would have done.</param>
    /// <param name="actor">Who typed it.</param>
    /// <param name="subject">Its first argument: an identifier, a part of one, or a name.</param>
    internal static AuditEntry Entry(AuditAction action, string actor, string? subject)
    {
        var entry = new AuditEntry(action, actor);
        var isRun = action.Entity == AuditActions.RunStart.Entity;
        if (isRun && Guid.TryParseExact(subject, "D", out var run))
            return entry with { Run = new RunId(run) };
        return subject is not null && subject.All(c => char.IsAsciiHexDigit(c) || c == '-')
            ? entry with
            {
                EntityId = subject,
            }
            : entry with
            {
                EntityName = subject,
            };
    }
}
