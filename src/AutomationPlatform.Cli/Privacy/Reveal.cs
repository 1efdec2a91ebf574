using System.CommandLine;
using AutomationPlatform.Application.Audit;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Application.Privacy;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Cli.Privacy;

/// <summary>The option that shows what definitions call sensitive, and the mask where it is not given.</summary>
internal sealed class Reveal
{
    private readonly Option<bool> option = new("--reveal")
    {
        Description = "Show values that a schema calls sensitive; the activity log says who looked",
    };

    internal Reveal(Command command) => command.Add(option);

    internal bool IsWanted(Invocation call) => call.Value(option);

    /// <summary>The mask for payloads of a batch.</summary>
    internal async Task<PayloadMask> OfBatchAsync(Invocation call, BatchId batch, CancellationToken cancellationToken)
    {
        var platform = await call.OpenAsync(cancellationToken);
        var mask = await platform.Masks.OfBatchAsync(batch, cancellationToken);
        return await LookAsync(call, platform, mask, AuditActions.BatchReveal, batch.Value, cancellationToken);
    }

    /// <summary>The mask for payloads of a run.</summary>
    internal async Task<PayloadMask> OfRunAsync(Invocation call, RunId run, CancellationToken cancellationToken)
    {
        var platform = await call.OpenAsync(cancellationToken);
        var mask = await platform.Masks.OfRunAsync(run, cancellationToken);
        return await LookAsync(call, platform, mask, AuditActions.RunReveal, run.Value, cancellationToken);
    }

    /// <summary>Says in the log that somebody searches what is sensitive.</summary>
    internal static async Task SearchAsync(Invocation call, ItemFilter filter, CancellationToken cancellationToken)
    {
        if (!filter.Reveal || filter.Text is null)
            return;
        var platform = await call.OpenAsync(cancellationToken);
        await platform.AuditLog.RecordAsync(
            new AuditEntry(AuditActions.ItemReveal, platform.Actor)
            {
                Changes = new AuditChanges().Set("run", null, filter.RunId?.ToString()),
            },
            cancellationToken
        );
    }

    private async Task<PayloadMask> LookAsync(
        Invocation call,
        Platform platform,
        PayloadMask mask,
        AuditAction action,
        Guid id,
        CancellationToken cancellationToken
    )
    {
        if (mask.HidesNothing || !IsWanted(call))
            return mask;
        // Before anything is shown: where it cannot be logged, nothing is.
        await platform.AuditLog.RecordAsync(
            new AuditEntry(action, platform.Actor) { EntityId = id.ToString() },
            cancellationToken
        );
        return PayloadMask.None;
    }
}
