using System.CommandLine;
using System.Data.Common;
using AutomationPlatform.Application;
using AutomationPlatform.Application.Audit;

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
        if (command.Audited is not { } action || IsDryRun(command, call))
            return await command.ExecuteAsync(call, cancellationToken);
        using var scope = AuditScope.Begin(Composition.OfEnvironment(CorrelationVariable));
        using var watch = RefusalLog.Watch();
        try
        {
            return await command.ExecuteAsync(call, cancellationToken);
        }
        catch (Exception refusal) when (call.Opened is not null && RefusalLog.IsRefusal(refusal))
        {
            await call
                .Opened.Get<RefusalLog>()
                .RecordAsync(RefusedCommand.Entry(action, call.Opened.Actor, Subject(command, call)), refusal);
            throw;
        }
        finally
        {
            if (call.Opened is { } platform)
                await LinkAsync(platform);
        }
    }

    private static bool IsDryRun(ApcCommand command, Invocation call) =>
        command.Options.OfType<Option<bool>>().FirstOrDefault(option => option.Name == "--dry-run") is { } dryRun
        && call.Value(dryRun);

    private static string? Subject(ApcCommand command, Invocation call) =>
        command.Arguments is [Argument<string> first, ..] ? call.Value(first) : null;

    private static async Task LinkAsync(Platform platform)
    {
        using var patience = new CancellationTokenSource(LinkTime);
        try
        {
            await platform.Get<IAuditChain>().LinkAsync(patience.Token);
        }
        catch (Exception trouble)
            when (trouble is DatabaseUnavailableException or OperationCanceledException or DbException)
        {
            // The entries stand and wait: linking them is not what the command was asked for.
        }
    }
}
