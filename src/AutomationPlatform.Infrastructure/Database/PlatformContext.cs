using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Domain.Orchestration;
using AutomationPlatform.Infrastructure.Definition;
using AutomationPlatform.Infrastructure.Execution;
using AutomationPlatform.Infrastructure.Orchestration;
using Microsoft.EntityFrameworkCore;

namespace AutomationPlatform.Infrastructure.Database;

/// <summary>The mapping of the domain's entities, the same for both databases; what differs is in its two kinds.</summary>
internal abstract class PlatformContext(DbContextOptions options, ColumnForms forms) : DbContext(options)
{
    internal DbSet<Automation> Automations => Set<Automation>();

    internal DbSet<Batch> Batches => Set<Batch>();

    internal DbSet<Item> Items => Set<Item>();

    internal DbSet<Run> Runs => Set<Run>();

    internal DbSet<BatchExecution> BatchExecutions => Set<BatchExecution>();

    internal DbSet<ItemExecution> ItemExecutions => Set<ItemExecution>();

    internal DbSet<ItemStateHistory> ItemStateHistory => Set<ItemStateHistory>();

    internal DbSet<Engine> Engines => Set<Engine>();

    internal DbSet<OrchestrationInstance> OrchestrationInstances => Set<OrchestrationInstance>();

    internal DbSet<RunOrchestration> RunOrchestrations => Set<RunOrchestration>();

    internal DbSet<DefinitionVersion> DefinitionVersions => Set<DefinitionVersion>();

    internal DbSet<ImportLeaseRow> ImportLeases => Set<ImportLeaseRow>();

    internal DbSet<RunCreationRow> RunCreations => Set<RunCreationRow>();

    internal DbSet<ReadyRow> Ready => Set<ReadyRow>();

    internal DbSet<ItemFailureRow> ItemFailures => Set<ItemFailureRow>();

    internal DbSet<ItemCountRow> ItemCounts => Set<ItemCountRow>();

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        Conversions.Apply(configurationBuilder, forms);

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        DefinitionMapping.Apply(modelBuilder, forms);
        ExecutionMapping.Apply(modelBuilder, forms);
        OrchestrationMapping.Apply(modelBuilder, forms);
        MapQueue(modelBuilder);
        HideUnfinished(modelBuilder);
    }

    // These tables are made and written by raw SQL; the mapper reads them only.
    private static void MapQueue(ModelBuilder model)
    {
        model.Entity<ImportLeaseRow>().HasNoKey().ToTable("import_lease", t => t.ExcludeFromMigrations());
        model.Entity<RunCreationRow>().HasNoKey().ToTable("run_creation", t => t.ExcludeFromMigrations());
        model.Entity<ReadyRow>().HasNoKey().ToTable("ready", t => t.ExcludeFromMigrations());
        model.Entity<ItemFailureRow>().HasNoKey().ToTable("item_failure", t => t.ExcludeFromMigrations());
        model.Entity<ItemCountRow>().HasNoKey().ToTable("item_count", t => t.ExcludeFromMigrations());
    }

    // Import and creation commit in slices; nobody sees one before the last.
    private void HideUnfinished(ModelBuilder model)
    {
        model
            .Entity<Item>()
            .HasQueryFilter(
                EntityMapping.VisibleFilter,
                i => !ImportLeases.Any(l => l.BatchId == i.BatchId && l.FirstSequenceNumber <= i.SequenceNumber)
            );
        model
            .Entity<BatchExecution>()
            .HasQueryFilter(EntityMapping.VisibleFilter, e => !RunCreations.Any(c => c.RunId == e.RunId));
        model
            .Entity<ItemExecution>()
            .HasQueryFilter(EntityMapping.VisibleFilter, e => !RunCreations.Any(c => c.RunId == e.RunId));
    }
}
