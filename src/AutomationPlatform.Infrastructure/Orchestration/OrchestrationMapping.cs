using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Domain.Orchestration;
using AutomationPlatform.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace AutomationPlatform.Infrastructure.Orchestration;

/// <summary>The tables of the Orchestration area.</summary>
internal static class OrchestrationMapping
{
    internal static void Apply(ModelBuilder model, ColumnForms forms)
    {
        MapEngine(model);
        MapInstance(model, forms);
        MapLink(model);
    }

    private static void MapEngine(ModelBuilder model)
    {
        var engine = model.Entity<Engine, EngineId>();
        engine.HasIndex(e => e.Name).HasDatabaseName("ux_engine_name").IsUnique().HasFilter("is_active");
        engine.ToTable(
            "engine",
            table =>
            {
                Checks.Entity(table);
                Checks.Required(table, "name", Engine.NameLimit);
                Checks.Required(table, "type", Engine.TypeLimit);
            }
        );
    }

    private static void MapInstance(ModelBuilder model, ColumnForms forms)
    {
        var instance = model.Entity<OrchestrationInstance, OrchestrationInstanceId>();
        instance.HasOne<Engine>().WithMany().HasForeignKey(i => i.EngineId).OnDelete(DeleteBehavior.Restrict);
        instance
            .HasIndex(i => new { i.EngineId, i.ExternalId })
            .HasDatabaseName("ux_orchestration_instance_external_id")
            .IsUnique();
        instance.HasIndex(i => new { i.Status, i.Id }).HasDatabaseName("ix_orchestration_instance_status");
        instance.ToTable(
            "orchestration_instance",
            table =>
            {
                Checks.Entity(table);
                Checks.Finished(table, forms);
                Checks.Required(table, "external_id", OrchestrationInstance.ExternalIdLimit);
                Checks.OneOf<OrchestrationInstance, Observation>(table, "observation");
                forms.CheckForms(table, ["instance_metadata"], "status");
            }
        );
    }

    private static void MapLink(ModelBuilder model)
    {
        var link = model.Entity<RunOrchestration, RunOrchestrationId>();
        link.HasOne<Run>().WithMany().HasForeignKey(l => l.RunId).OnDelete(DeleteBehavior.Restrict);
        link.HasOne<OrchestrationInstance>()
            .WithMany()
            .HasForeignKey(l => l.OrchestrationInstanceId)
            .HasConstraintName("fk_run_orchestration_instance")
            .OnDelete(DeleteBehavior.Restrict);
        link.HasIndex(l => new { l.RunId, l.OrchestrationInstanceId })
            .HasDatabaseName("ux_run_orchestration_run_instance")
            .IsUnique();
        link.HasIndex(l => l.OrchestrationInstanceId).HasDatabaseName("ix_run_orchestration_instance");
        link.ToTable("run_orchestration", Checks.Entity);
    }
}
