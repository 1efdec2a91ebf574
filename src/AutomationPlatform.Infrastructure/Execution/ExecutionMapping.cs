using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace AutomationPlatform.Infrastructure.Execution;

/// <summary>The tables of the Execution area that hold entities and their history.</summary>
internal static class ExecutionMapping
{
    /// <summary>When the first attempt at an item began; total time-outs count from it.</summary>
    internal const string FirstStartedAtProperty = "FirstStartedAt";

    /// <summary>In a row of history that leads to COMPLETED: the hash of the result.</summary>
    internal const string ResultHashProperty = "ResultHash";

    /// <summary>What a row of history carries of the one before it.</summary>
    internal const string PreviousHashProperty = "PreviousHash";

    internal static void Apply(ModelBuilder model, ColumnForms forms)
    {
        MapRun(model, forms);
        MapBatchExecution(model, forms);
        MapItemExecution(model, forms);
        MapHistory(model, forms);
    }

    private static void MapRun(ModelBuilder model, ColumnForms forms)
    {
        var run = model.Entity<Run, RunId>();
        run.Hideable();
        run.HasOne<Automation>().WithMany().HasForeignKey(r => r.AutomationId).OnDelete(DeleteBehavior.Restrict);
        run.HasOne<Run>().WithMany().HasForeignKey(r => r.ParentRunId).OnDelete(DeleteBehavior.Restrict);
        run.HasIndex(r => new { r.AutomationId, r.Id }).HasDatabaseName("ix_run_automation");
        run.HasIndex(r => new { r.Status, r.Id })
            .HasDatabaseName("ix_run_open")
            .HasFilter($"status IN ({Checks.ActiveNames})");
        run.HasIndex(r => r.CorrelationId)
            .HasDatabaseName("ix_run_correlation_id")
            .HasFilter("correlation_id IS NOT NULL");
        run.HasIndex(r => r.ParentRunId).HasDatabaseName("ix_run_parent").HasFilter("parent_run_id IS NOT NULL");
        run.ToTable(
            "run",
            table =>
            {
                Checks.Entity(table);
                Checks.Finished(table, forms);
                Checks.Paused(table);
                Checks.Optional(table, "correlation_id", Limits.CorrelationId);
                Checks.OneOf<Run, RunDriver>(table, "driver");
                table.HasCheckConstraint("ck_run_max_attempts", "max_attempts >= 1");
                table.HasCheckConstraint("ck_run_priority", "priority BETWEEN 0 AND 9");
                forms.CheckForms(table, [], "status");
            }
        );
    }

    private static void MapBatchExecution(ModelBuilder model, ColumnForms forms)
    {
        var execution = model.Entity<BatchExecution, BatchExecutionId>();
        execution.HasOne<Run>().WithMany().HasForeignKey(e => e.RunId).OnDelete(DeleteBehavior.Restrict);
        execution.HasOne<Batch>().WithMany().HasForeignKey(e => e.BatchId).OnDelete(DeleteBehavior.Restrict);
        execution.HasIndex(e => new { e.RunId, e.BatchId }).HasDatabaseName("ux_batch_execution_run_batch").IsUnique();
        execution.HasIndex(e => e.BatchId).HasDatabaseName("ix_batch_execution_batch");
        execution.ToTable(
            "batch_execution",
            table =>
            {
                Checks.Entity(table);
                Checks.Finished(table, forms);
                table.HasCheckConstraint("ck_batch_execution_ordinal", "ordinal >= 0");
                forms.CheckForms(table, [], "status");
            }
        );
    }

    // No foreign keys: they would cost a large part of the speed of processing. And no index, nor the WHERE of one, that
    // names a column which claim, completion or rescue writes: it would end heap-only updates.
    private static void MapItemExecution(ModelBuilder model, ColumnForms forms)
    {
        var execution = model.Entity<ItemExecution, ItemExecutionId>();
        execution.Property<DateTimeOffset?>(FirstStartedAtProperty);
        execution.HasIndex(e => new { e.ItemId, e.RunId }).HasDatabaseName("ux_item_execution_item_run").IsUnique();
        execution.HasIndex(e => new { e.BatchExecutionId, e.Id }).HasDatabaseName("ix_item_execution_batch_execution");
        execution.ToTable(
            "item_execution",
            table =>
            {
                Checks.Entity(table);
                Checks.Finished(table, forms);
                table.HasCheckConstraint(
                    "ck_item_execution_attempts",
                    "lost_count >= 0 AND released_count >= 0 AND attempt_count >= lost_count + released_count"
                );
                table.HasCheckConstraint("ck_item_execution_max_attempts", "max_attempts >= 1");
                forms.CheckForms(table, ["result_payload"], "status");
            }
        );
    }

    private static void MapHistory(ModelBuilder model, ColumnForms forms)
    {
        var history = model.Entity<ItemStateHistory>();
        history.HasKey(h => new { h.ItemExecutionId, h.Version });
        history.Property(h => h.Version).ValueGeneratedNever();
        history.Property<byte[]?>(PreviousHashProperty);
        history.Property<byte[]?>(ResultHashProperty);
        history.ToTable(
            "item_state_history",
            table =>
            {
                table.HasCheckConstraint("ck_item_state_history_version", "version >= 2");
                table.HasCheckConstraint("ck_item_state_history_attempt", "attempt >= 0");
                table.HasCheckConstraint("ck_item_state_history_change", "new_status <> previous_status");
                forms.CheckForms(table, [], "previous_status", "new_status");
            }
        );
    }
}
