using AutomationPlatform.Application.Audit;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Domain.Orchestration;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace AutomationPlatform.Infrastructure.Database;

/// <summary>What the storing of one entity means for the activity log, taken before it is stored. A value.</summary>
/// <param name="Action">What was done.</param>
/// <param name="Counted">What many of its kind are counted as; null for an entity that has an entry of its own.</param>
internal sealed record EntityChange(AuditAction Action, string? Counted)
{
    private const string Status = nameof(Domain.Execution.Run.Status);

    private const string IsActive = nameof(Entity.IsActive);

    private const string PausedAt = nameof(Domain.Execution.Run.PausedAt);

    /// <summary>Its identifier, if it has an entry of its own or is alone of its kind.</summary>
    internal required Guid Id { get; init; }

    /// <summary>Its name.</summary>
    internal string? Name { get; private init; }

    /// <summary>The run it belongs to.</summary>
    internal RunId? Run { get; private init; }

    /// <summary>Why it was paused or cancelled.</summary>
    internal string? Reason { get; private init; }

    /// <summary>The changed fields; null for what is counted.</summary>
    internal AuditChanges? Fields { get; private init; }

    /// <summary>The change of an entity that is about to be stored.</summary>
    internal static EntityChange Of(EntityEntry entry, EntityState state)
    {
        var isNew = state == EntityState.Added;
        return entry.Entity switch
        {
            Automation automation => Of(entry, isNew, AutomationAction(entry, isNew), automation.Name) with
            {
                Reason = automation.PauseReason,
            },
            Batch batch => Of(entry, isNew, BatchAction(entry, isNew), batch.Name),
            Engine engine => Of(entry, isNew, EngineAction(entry, isNew), engine.Name),
            OrchestrationInstance instance => Of(entry, isNew, AuditActions.InstanceChange, instance.ExternalId),
            Run run => Of(entry, isNew, RunAction(entry, isNew), name: null) with
            {
                Run = run.Id,
                Reason = run.CancellationReason ?? run.PauseReason,
            },
            ItemExecution item => new(ItemAction(entry, isNew), isNew ? "executions_made" : "executions")
            {
                Id = item.Key,
                Run = item.RunId,
            },
            BatchExecution batch => OfRun(batch.RunId, isNew ? "batches_added" : "batches_changed"),
            RunOrchestration link => OfRun(link.RunId, isNew ? "instances_attached" : "attachments_changed"),
            Entity other => new(AuditActions.ItemChange, isNew ? "items_made" : "items_changed") { Id = other.Key },
            _ => throw new ArgumentException($"{entry.Entity} is no entity", nameof(entry)),
        };
    }

    private static EntityChange Of(EntityEntry entry, bool isNew, AuditAction action, string? name) =>
        new(action, Counted: null)
        {
            Id = ((Entity)entry.Entity).Key,
            Name = name,
            Fields = EntityFields.Of(entry, isNew),
        };

    private static EntityChange OfRun(RunId run, string counted) =>
        new(AuditActions.RunChange, counted) { Id = run.Value, Run = run };

    /// <summary>The removal of an entity.</summary>
    internal static EntityChange OfRemoval(AuditAction action, Guid id, string? name, AuditChanges fields) =>
        new(action, Counted: null)
        {
            Id = id,
            Name = name,
            Fields = fields,
        };

    private static AuditAction AutomationAction(EntityEntry entry, bool isNew)
    {
        if (isNew)
            return AuditActions.AutomationApply;
        return Use(entry, AuditActions.AutomationActivate, AuditActions.AutomationDeactivate)
            ?? Pause(entry, AuditActions.AutomationPause, AuditActions.AutomationResume)
            ?? AuditActions.AutomationApply;
    }

    private static AuditAction BatchAction(EntityEntry entry, bool isNew) =>
        isNew
            ? AuditActions.BatchCreate
            : Use(entry, AuditActions.BatchActivate, AuditActions.BatchDeactivate) ?? AuditActions.BatchChange;

    private static AuditAction EngineAction(EntityEntry entry, bool isNew) =>
        isNew
            ? AuditActions.EngineCreate
            : Use(entry, AuditActions.EngineActivate, AuditActions.EngineDeactivate) ?? AuditActions.EngineChange;

    private static AuditAction RunAction(EntityEntry entry, bool isNew)
    {
        if (isNew)
            return AuditActions.RunStart;
        var cancels =
            entry.Property(nameof(Domain.Execution.Run.CancelRequestedAt)).IsModified
            || (IsChanged(entry, Status) && entry.Property(Status).CurrentValue is ExecutionStatus.Cancelled);
        return cancels
            ? AuditActions.RunCancel
            : Pause(entry, AuditActions.RunPause, AuditActions.RunResume) ?? AuditActions.RunChange;
    }

    private static AuditAction ItemAction(EntityEntry entry, bool isNew)
    {
        if (isNew || !IsChanged(entry, Status))
            return AuditActions.ItemExecute;
        return (entry.Property(Status).OriginalValue, entry.Property(Status).CurrentValue) switch
        {
            (_, ExecutionStatus.Processing) => AuditActions.ItemStart,
            (_, ExecutionStatus.Completed) => AuditActions.ItemComplete,
            (_, ExecutionStatus.Failed) => AuditActions.ItemFail,
            (ExecutionStatus.Processing, ExecutionStatus.Retrying) => AuditActions.ItemFail,
            _ => AuditActions.ItemExecute,
        };
    }

    private static AuditAction? Use(EntityEntry entry, AuditAction activate, AuditAction deactivate) =>
        !IsChanged(entry, IsActive) ? null
        : entry.Property(IsActive).CurrentValue is true ? activate
        : deactivate;

    private static AuditAction? Pause(EntityEntry entry, AuditAction pause, AuditAction resume) =>
        !IsChanged(entry, PausedAt) ? null
        : entry.Property(PausedAt).CurrentValue is null ? resume
        : pause;

    private static bool IsChanged(EntityEntry entry, string property) => entry.Property(property).IsModified;
}
