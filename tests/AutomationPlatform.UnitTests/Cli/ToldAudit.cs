using AutomationPlatform.Application;
using AutomationPlatform.Application.Audit;

namespace AutomationPlatform.UnitTests.Cli;

/// <summary>A log with given entries, which remembers what it was told.</summary>
internal sealed class ToldAudit(params IReadOnlyList<LoggedEntry> entries) : IAuditLog, IAuditChain
{
    internal List<AuditEntry> Recorded { get; } = [];

    internal AuditFilter? Asked { get; private set; }

    internal int Links { get; private set; }

    public Task RecordAsync(AuditEntry entry, CancellationToken cancellationToken)
    {
        Recorded.Add(entry);
        return Task.CompletedTask;
    }

    public Task<Page<LoggedEntry>> ListAsync(AuditFilter filter, PageRequest page, CancellationToken cancellationToken)
    {
        Asked = filter;
        return Task.FromResult(new Page<LoggedEntry>(entries, Next: null));
    }

    public Task<AuditLinking> LinkAsync(CancellationToken cancellationToken)
    {
        Links++;
        return Task.FromResult(default(AuditLinking));
    }
}
