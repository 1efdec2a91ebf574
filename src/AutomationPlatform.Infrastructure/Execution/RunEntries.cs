using AutomationPlatform.Application.Audit;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Infrastructure.Definition;

namespace AutomationPlatform.Infrastructure.Execution;

/// <summary>What the set-based commands on runs say of themselves in the activity log, the same on both databases.</summary>
internal static class RunEntries
{
    private const string Paused = "paused";

    private const string Items = "items";

    /// <summary>A run is seen from now on.</summary>
    internal static AuditEntry Started(RunCreation creation)
    {
        var run = creation.Run;
        var changes = new AuditChanges()
            .Set(Items, before: null, creation.Made)
            .Set("batches", before: null, run.Batches.Count)
            .Set("definition_number", before: null, run.DefinitionNumber)
            .Set("priority", before: null, run.Priority);
        if (run.MaxAttemptsAsked is { } asked)
            changes.Set("max_attempts", before: null, asked);
        if (run.Restart is { } restart)
            changes
                .Set("parent_run_id", before: null, $"{restart.Parent}")
                .Set("scope", before: null, restart.Scope.ToString().ToUpperInvariant());
        return new AuditEntry(run.Restart is null ? AuditActions.RunStart : AuditActions.RunRestart, run.Actor)
        {
            Run = creation.RunId,
            Changes = changes,
        };
    }

    /// <summary>A run is paused or, without a reason, goes on.</summary>
    internal static AuditEntry RunPaused(RunId run, string? reason, string actor) =>
        new(reason is null ? AuditActions.RunResume : AuditActions.RunPause, actor)
        {
            Run = run,
            Reason = reason,
            Changes = Pause(reason),
        };

    /// <summary>An automation is paused or, without a reason, goes on.</summary>
    internal static AuditEntry AutomationPaused(AutomationId automation, string name, string? reason, string actor) =>
        new(reason is null ? AuditActions.AutomationResume : AuditActions.AutomationPause, actor)
        {
            EntityId = $"{automation}",
            EntityName = name,
            Reason = reason,
            Changes = Pause(reason),
        };

    /// <summary>A run's end is asked for.</summary>
    internal static AuditEntry Cancelled(RunId run, string reason, string actor) =>
        new(AuditActions.RunCancel, actor)
        {
            Run = run,
            Reason = reason,
            Changes = new AuditChanges().Set("cancel_requested", before: false, after: true),
        };

    /// <summary>Failed items are re-opened: so many as had failed when it began.</summary>
    internal static AuditEntry Retried(RunId run, IReadOnlyList<string> codes, long items, string reason, string actor)
    {
        var changes = new AuditChanges().Set(Items, before: null, items);
        if (codes.Count > 0)
            changes.Set("codes", before: null, string.Join(", ", codes));
        return new AuditEntry(AuditActions.RunRetry, actor)
        {
            Run = run,
            Reason = reason,
            Changes = changes,
        };
    }

    /// <summary>Waiting items are left out: so many as waited when it began.</summary>
    internal static AuditEntry Skipped(RunId run, WaitingItemFilter filter, long items, string reason, string actor)
    {
        var changes = new AuditChanges().Set(Items, before: null, items);
        if (filter.Batches.Count > 0)
            changes.Set("batches", before: null, string.Join(", ", filter.Batches));
        // Which one, its history tells: the log keeps no names of the business's own.
        if (filter.Reference is not null)
            changes.Set("by_reference", before: null, after: true);
        if (filter.FirstSequenceNumber > 0)
            changes.Set("first_sequence_number", before: null, filter.FirstSequenceNumber);
        if (filter.LastSequenceNumber < int.MaxValue)
            changes.Set("last_sequence_number", before: null, filter.LastSequenceNumber);
        return new AuditEntry(AuditActions.RunSkip, actor)
        {
            Run = run,
            Reason = reason,
            Changes = changes,
        };
    }

    /// <summary>Items were added to a batch in a transaction of others.</summary>
    internal static AuditEntry ItemsAdded(ItemAddition addition, BatchId batch, bool isNew)
    {
        var changes = new AuditChanges()
            .Set("added_items", before: null, addition.Items.Count)
            .Set("definition_number", before: null, addition.DefinitionNumber);
        if (isNew && addition.BatchPayload is { } payload)
            changes.SetHash("payload", before: null, payload.Text);
        return BatchEntries.Entry(isNew, batch, addition.Batch, addition.Actor, changes);
    }

    private static AuditChanges Pause(string? reason) =>
        new AuditChanges().Set(Paused, before: reason is null, after: reason is not null);
}
