using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace AutomationPlatform.Infrastructure.Definition;

/// <summary>The tables of the Definition area.</summary>
internal static class DefinitionMapping
{
    /// <summary>The hash of a batch's or an item's payload.</summary>
    internal const string PayloadHashProperty = "PayloadHash";

    internal static void Apply(ModelBuilder model, ColumnForms forms)
    {
        MapAutomation(model, forms);
        MapDefinitionVersion(model, forms);
        MapBatch(model, forms);
        MapItem(model, forms);
    }

    private static void MapAutomation(ModelBuilder model, ColumnForms forms)
    {
        var automation = model.Entity<Automation, AutomationId>();
        automation.HasIndex(a => a.Name).HasDatabaseName("ux_automation_name").IsUnique().HasFilter("is_active");
        automation.ToTable(
            "automation",
            table =>
            {
                Checks.Entity(table);
                Checks.Required(table, "name", Automation.NameLimit);
                Checks.Paused(table);
                table.HasCheckConstraint("ck_automation_definition_number", "definition_number >= 1");
                forms.CheckForms(table, ["batch_schema", "item_schema", "settings"]);
            }
        );
    }

    private static void MapDefinitionVersion(ModelBuilder model, ColumnForms forms)
    {
        var version = model.Entity<DefinitionVersion>();
        version.HasKey(v => new { v.AutomationId, v.Number });
        version.Property(v => v.Number).ValueGeneratedNever();
        version.Property<DateTimeOffset>(nameof(Automation.CreatedAt));
        version.Property<string?>(nameof(Automation.CreatedBy));
        version.HasOne<Automation>().WithMany().HasForeignKey(v => v.AutomationId).OnDelete(DeleteBehavior.Cascade);
        version.ToTable(
            "definition_version",
            table =>
            {
                table.HasCheckConstraint("ck_definition_version_number", "number >= 1");
                forms.CheckForms(table, ["content"]);
            }
        );
    }

    private static void MapBatch(ModelBuilder model, ColumnForms forms)
    {
        var batch = model.Entity<Batch, BatchId>();
        batch.Hideable();
        batch.Property<byte[]?>(PayloadHashProperty);
        batch.HasOne<Automation>().WithMany().HasForeignKey(b => b.AutomationId).OnDelete(DeleteBehavior.Restrict);
        batch
            .HasIndex(b => new { b.AutomationId, b.Name })
            .HasDatabaseName("ux_batch_name")
            .IsUnique()
            .HasFilter("is_active");
        batch.HasIndex(b => new { b.AutomationId, b.CreatedAt }).HasDatabaseName("ix_batch_automation");
        batch.ToTable(
            "batch",
            table =>
            {
                Checks.Entity(table);
                Checks.Required(table, "name", Batch.NameLimit);
                forms.CheckForms(table, ["payload"]);
            }
        );
    }

    // No foreign key to batch: it would cost half the speed of import. Creation checks it, deletion cascades in code.
    private static void MapItem(ModelBuilder model, ColumnForms forms)
    {
        var item = model.Entity<Item, ItemId>();
        item.Property<byte[]?>(PayloadHashProperty);
        item.HasIndex(i => new { i.BatchId, i.SequenceNumber }).HasDatabaseName("ux_item_sequence_number").IsUnique();
        item.HasIndex(i => new { i.BatchId, i.Reference })
            .HasDatabaseName("ux_item_reference")
            .IsUnique()
            .HasFilter("reference IS NOT NULL");
        item.ToTable(
            "item",
            table =>
            {
                Checks.Entity(table);
                Checks.Optional(table, "reference", Limits.Reference);
                table.HasCheckConstraint("ck_item_sequence_number", "sequence_number >= 0");
                forms.CheckForms(table, ["payload"]);
            }
        );
    }
}
