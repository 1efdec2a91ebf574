using AutomationPlatform.Application;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Domain.Orchestration;
using AutomationPlatform.IntegrationTests.Databases;

namespace AutomationPlatform.IntegrationTests.Conformance;

/// <summary>One kind of entity with its repository, so that what all of them do is tested once.</summary>
public abstract class Specimen
{
    /// <summary>Every kind, by the name of its table.</summary>
    public static IReadOnlyDictionary<string, Specimen> All { get; } =
        new Dictionary<string, Specimen>
        {
            ["automation"] = Of(uow => uow.Automations, (_, story) => new Automation(Story.Name()), Describe),
            ["batch"] = Of(
                uow => uow.Batches,
                (_, story) => new Batch(story.Automation.Id, Story.Name()),
                (batch, now) => batch.UpdatePayload(Payload.Of(now), now)
            ),
            ["item"] = Of(
                uow => uow.Items,
                (_, story) => new Item(story.Batch.Id, 7),
                (item, now) => item.UpdatePayload(Payload.Of(now), now)
            ),
            ["run"] = Of(uow => uow.Runs, (_, story) => new Run(story.Automation.Id), (run, now) => run.Start(now)),
            ["batch_execution"] = Of(
                uow => uow.BatchExecutions,
                (run, story) => new BatchExecution(run.Id, story.Batch.Id),
                (execution, now) => execution.Start(now)
            ),
            ["item_execution"] = Of(uow => uow.ItemExecutions, MakeItemAsync, (execution, now) => execution.Start(now)),
            ["engine"] = Of(
                uow => uow.Engines,
                (_, _) => new Engine(Story.Name(), "jenkins"),
                (engine, now) => engine.Deactivate(now)
            ),
            ["orchestration_instance"] = Of(
                uow => uow.OrchestrationInstances,
                async (uow, _) =>
                {
                    var instance = new OrchestrationInstance((await Story.EngineAsync(uow)).Engine.Id, "job/2");
                    await uow.OrchestrationInstances.CreateAsync(instance);
                    return instance;
                },
                (instance, now) => instance.Start(now)
            ),
            ["run_orchestration"] = Of(
                uow => uow.RunOrchestrations,
                async (uow, story) =>
                {
                    var run = new Run(story.Automation.Id);
                    await uow.Runs.CreateAsync(run);
                    var instance = (await Story.EngineAsync(uow)).Instance;
                    var link = new RunOrchestration(run.Id, instance.Id, TestDatabase.Start);
                    await uow.RunOrchestrations.CreateAsync(link);
                    return link;
                },
                (link, now) => link.Deactivate(now)
            ),
        };

    /// <summary>Stores a new one, with what it belongs to.</summary>
    public abstract Task<Entity> CreateAsync(IUnitOfWork uow, Story story);

    /// <summary>Changes a stored field.</summary>
    public abstract void Change(Entity entity, DateTimeOffset now);

    public abstract Task<Entity?> GetAsync(IUnitOfWork uow, Guid id, bool includeSoftDeleted = false);

    public abstract Task<Entity> GetOrThrowAsync(IUnitOfWork uow, Guid id);

    public abstract Task<IReadOnlyList<Entity>> ListAsync(
        IUnitOfWork uow,
        Filter? filter = null,
        bool includeSoftDeleted = false,
        int limit = 100
    );

    public abstract Task<long> CountAsync(IUnitOfWork uow, Filter? filter = null, bool includeSoftDeleted = false);

    public abstract Task<bool> ExistsAsync(IUnitOfWork uow, Guid id, bool includeSoftDeleted = false);

    public abstract Task UpdateAsync(IUnitOfWork uow, Entity entity);

    public abstract Task DeleteAsync(IUnitOfWork uow, Guid id, bool soft = true, int? version = null);

    public abstract Task RefreshAsync(IUnitOfWork uow, Entity entity);

    private static void Describe(Automation automation, DateTimeOffset now) => automation.Describe($"{now:O}", now);

    private static async Task<ItemExecution> MakeItemAsync(IUnitOfWork uow, Story story)
    {
        var run = await story.RunAsync(uow);
        return run.Items[0];
    }

    private static Kind<TEntity, TId> Of<TEntity, TId>(
        Func<IUnitOfWork, IRepository<TEntity, TId>> repository,
        Func<Run, Story, TEntity> make,
        Action<TEntity, DateTimeOffset> change
    )
        where TEntity : Entity<TId>
        where TId : struct, IEntityId<TId> =>
        Of(
            repository,
            async (uow, story) =>
            {
                var run = new Run(story.Automation.Id);
                await uow.Runs.CreateAsync(run);
                var entity = make(run, story);
                await repository(uow).CreateAsync(entity);
                return entity;
            },
            change
        );

    private static Kind<TEntity, TId> Of<TEntity, TId>(
        Func<IUnitOfWork, IRepository<TEntity, TId>> repository,
        Func<IUnitOfWork, Story, Task<TEntity>> create,
        Action<TEntity, DateTimeOffset> change
    )
        where TEntity : Entity<TId>
        where TId : struct, IEntityId<TId> => new(repository, create, change);

    private sealed class Kind<TEntity, TId>(
        Func<IUnitOfWork, IRepository<TEntity, TId>> repository,
        Func<IUnitOfWork, Story, Task<TEntity>> create,
        Action<TEntity, DateTimeOffset> change
    ) : Specimen
        where TEntity : Entity<TId>
        where TId : struct, IEntityId<TId>
    {
        public override async Task<Entity> CreateAsync(IUnitOfWork uow, Story story) => await create(uow, story);

        public override void Change(Entity entity, DateTimeOffset now) => change((TEntity)entity, now);

        public override async Task<Entity?> GetAsync(IUnitOfWork uow, Guid id, bool includeSoftDeleted = false) =>
            await repository(uow).GetAsync(TId.From(id), includeSoftDeleted);

        public override async Task<Entity> GetOrThrowAsync(IUnitOfWork uow, Guid id) =>
            await repository(uow).GetOrThrowAsync(TId.From(id));

        public override async Task<IReadOnlyList<Entity>> ListAsync(
            IUnitOfWork uow,
            Filter? filter = null,
            bool includeSoftDeleted = false,
            int limit = 100
        ) => await repository(uow).ListAsync(filter, includeSoftDeleted, limit);

        public override Task<long> CountAsync(
            IUnitOfWork uow,
            Filter? filter = null,
            bool includeSoftDeleted = false
        ) => repository(uow).CountAsync(filter, includeSoftDeleted);

        public override Task<bool> ExistsAsync(IUnitOfWork uow, Guid id, bool includeSoftDeleted = false) =>
            repository(uow).ExistsAsync(TId.From(id), includeSoftDeleted);

        public override Task UpdateAsync(IUnitOfWork uow, Entity entity) =>
            repository(uow).UpdateAsync((TEntity)entity);

        public override Task DeleteAsync(IUnitOfWork uow, Guid id, bool soft = true, int? version = null) =>
            repository(uow).DeleteAsync(TId.From(id), soft, version);

        public override Task RefreshAsync(IUnitOfWork uow, Entity entity) =>
            repository(uow).RefreshAsync((TEntity)entity);
    }
}
