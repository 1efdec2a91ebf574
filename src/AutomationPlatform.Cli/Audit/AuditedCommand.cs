using AutomationPlatform.Application;
using AutomationPlatform.Application.Audit;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Cli.Audit;

/// <summary>Runs a command: what is refused of one that changes something is logged, and what was logged is linked.</summary>
internal static class AuditedCommand
{
    /// <summary>Gives what a command does, and what concerns no run of its own, a correlation id.</summary>
    internal const string CorrelationVariable = "APC_CORRELATION_ID";

    /// <summary>How long linking may hold up the end of a command: 1 second. The next one, or any worker, does the rest.</summary>
    internal static readonly TimeSpan LinkTime = TimeSpan.FromSeconds(1);

    /// <summary>Runs it.</summary>
    internal static async Task<int> ExecuteAsync(
        ApcCommand command,
        Invocation call,
        CancellationToken cancellationToken
    )
    {
        if (command.Action is not { } action || call.IsDryRun)
            return await command.ExecuteAsync(call, cancellationToken);
        using var scope = AuditScope.Begin(Composition.OfEnvironment(CorrelationVariable));
        using var watch = RefusalLog.Watch();
        try
        {
            return await command.ExecuteAsync(call, cancellationToken);
        }
        catch (Exception refusal) when (call.Opened is not null && RefusalLog.IsRefusal(refusal))
        {
            await call.Opened.Get<RefusalLog>().RecordAsync(Entry(action, call.Opened.Actor, call.Subject), refusal);
            throw;
        }
        finally
        {
            if (call.Opened is { } platform)
                await LinkAsync(platform);
        }
    }

    private static AuditEntry Entry(AuditAction action, string actor, string? subject)
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

    private static async Task LinkAsync(Platform platform)
    {
        using var patience = new CancellationTokenSource(LinkTime);
        try
        {
            await platform.Get<IAuditChain>().LinkAsync(patience.Token);
        }
        catch (Exception trouble) when (trouble is DatabaseUnavailableException or OperationCanceledException)
        {
            // The entries stand and wait: linking them is not what the command was asked for.
        }
    }
}
