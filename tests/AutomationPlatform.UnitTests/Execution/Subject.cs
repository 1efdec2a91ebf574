using System.Reflection;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Domain.Orchestration;

namespace AutomationPlatform.UnitTests.Execution;

/// <summary>One of the four entities that follow the lifecycle, and how to bring it into any status.</summary>
internal static class Subject
{
    public static Run Run() => new(new AutomationId(Guid.CreateVersion7()));

    public static BatchExecution Batch() => new(new RunId(Guid.CreateVersion7()), new BatchId(Guid.CreateVersion7()));

    public static ItemExecution Item(int? maxAttempts = null) =>
        new(
            new RunId(Guid.CreateVersion7()),
            new BatchExecutionId(Guid.CreateVersion7()),
            new ItemId(Guid.CreateVersion7()),
            maxAttempts
        );

    public static OrchestrationInstance Instance() => new(new EngineId(Guid.CreateVersion7()), "build-7");

    public static Entity New(Type type) =>
        type == typeof(Run) ? Run()
        : type == typeof(BatchExecution) ? Batch()
        : type == typeof(ItemExecution) ? Item()
        : Instance();

    public static ExecutionStatus StatusOf(Entity entity) => (ExecutionStatus)StatusProperty(entity).GetValue(entity)!;

    /// <summary>As the mapper restores a row: some statuses no verb of an entity leads to (a run is never skipped).</summary>
    public static TEntity In<TEntity>(this TEntity entity, ExecutionStatus status)
        where TEntity : Entity
    {
        StatusProperty(entity).SetValue(entity, status);
        return entity;
    }

    private static PropertyInfo StatusProperty(Entity entity)
    {
        var type = entity.GetType().BaseType!;
        return type.GetProperty("Status")!;
    }
}
