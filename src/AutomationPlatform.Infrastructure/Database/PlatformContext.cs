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

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        Conversions.Apply(configurationBuilder, forms);

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        DefinitionMapping.Apply(modelBuilder, forms);
        ExecutionMapping.Apply(modelBuilder, forms);
        OrchestrationMapping.Apply(modelBuilder, forms);
    }
}
