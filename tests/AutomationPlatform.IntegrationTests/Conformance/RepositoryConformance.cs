using AutomationPlatform.Domain;
using AutomationPlatform.IntegrationTests.Databases;

namespace AutomationPlatform.IntegrationTests.Conformance;

/// <summary>What every repository does, for every kind of entity.</summary>
public abstract class RepositoryConformance(TestDatabase database) : ConformanceTest(database)
{
    public static TheoryData<string> Kinds => [.. Specimen.All.Keys];

    private DateTimeOffset Now => Database.Clock.GetUtcNow();

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task What_was_created_is_read_back_as_it_was(string kind)
    {
        var (specimen, entity) = await StoredAsync(kind);
        var loaded = await Database.DoAsync(uow => specimen.GetOrThrowAsync(uow, entity.Key));
        Assert.Equal(entity, loaded);
        Assert.Equivalent(entity, loaded, strict: true);
        Assert.NotSame(entity, loaded);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task What_is_not_there_is_not_found(string kind)
    {
        var specimen = Specimen.All[kind];
        var id = Guid.CreateVersion7();
        await using var uow = await Database.BeginAsync();
        Assert.Null(await specimen.GetAsync(uow, id));
        Assert.False(await specimen.ExistsAsync(uow, id));
        var refusal = await Assert.ThrowsAsync<EntityNotFoundException>(() => specimen.GetOrThrowAsync(uow, id));
        Assert.Equal($"{id}", refusal.Id);
        await Assert.ThrowsAsync<EntityNotFoundException>(() => specimen.DeleteAsync(uow, id));
        await Assert.ThrowsAsync<EntityNotFoundException>(() => specimen.DeleteAsync(uow, id, soft: false));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_change_is_stored_with_its_version(string kind)
    {
        var (specimen, entity) = await StoredAsync(kind);
        var changed = await Database.DoAsync(async uow =>
        {
            var loaded = await specimen.GetOrThrowAsync(uow, entity.Key);
            specimen.Change(loaded, Now);
            await specimen.UpdateAsync(uow, loaded);
            return loaded;
        });
        var stored = await Database.DoAsync(uow => specimen.GetAsync(uow, entity.Key, includeSoftDeleted: true));
        Assert.Equal(2, stored!.Version);
        Assert.Equivalent(changed, stored, strict: true);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_stale_change_is_refused_and_changes_nothing(string kind)
    {
        var (specimen, entity) = await StoredAsync(kind);
        await using var slow = await Database.BeginAsync();
        var stale = await specimen.GetOrThrowAsync(slow, entity.Key);
        var first = await Database.DoAsync(async uow =>
        {
            var loaded = await specimen.GetOrThrowAsync(uow, entity.Key);
            specimen.Change(loaded, Now.AddMinutes(1));
            await specimen.UpdateAsync(uow, loaded);
            return loaded;
        });

        specimen.Change(stale, Now.AddMinutes(2));
        var refusal = await Assert.ThrowsAsync<ConcurrencyException>(() => specimen.UpdateAsync(slow, stale));

        Assert.Equal((1, 2), (refusal.ExpectedVersion, refusal.ActualVersion));
        Assert.Equal($"{entity.Key}", refusal.Id);
        await slow.CommitAsync();
        var stored = await Database.DoAsync(uow => specimen.GetAsync(uow, entity.Key, includeSoftDeleted: true));
        Assert.Equivalent(first, stored, strict: true);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_stale_entity_can_be_refreshed_and_changed_again(string kind)
    {
        var (specimen, entity) = await StoredAsync(kind);
        await using var slow = await Database.BeginAsync();
        var stale = await specimen.GetOrThrowAsync(slow, entity.Key);
        await Database.DoAsync(async uow =>
        {
            var loaded = await specimen.GetOrThrowAsync(uow, entity.Key);
            loaded.Deactivate(Now);
            await specimen.UpdateAsync(uow, loaded);
        });
        specimen.Change(stale, Now);
        await Assert.ThrowsAsync<ConcurrencyException>(() => specimen.UpdateAsync(slow, stale));

        await specimen.RefreshAsync(slow, stale);
        Assert.False(stale.IsActive);
        stale.Activate(Now);
        await specimen.UpdateAsync(slow, stale);
        await slow.CommitAsync();

        var stored = await Database.DoAsync(uow => specimen.GetOrThrowAsync(uow, entity.Key));
        Assert.Equal(3, stored.Version);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Refreshing_loses_unsaved_changes_and_keeps_the_object(string kind)
    {
        var (specimen, entity) = await StoredAsync(kind);
        await using var uow = await Database.BeginAsync();
        var loaded = await specimen.GetOrThrowAsync(uow, entity.Key);
        specimen.Change(loaded, Now);
        await specimen.RefreshAsync(uow, loaded);
        Assert.Equivalent(entity, loaded, strict: true);
        Assert.Empty(loaded.PopEvents());
        Assert.Same(loaded, await specimen.GetAsync(uow, entity.Key));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_soft_deleted_one_is_left_out_unless_asked_for(string kind)
    {
        var (specimen, entity) = await StoredAsync(kind);
        var only = Filter.Where("id", entity.Key);
        await Database.DoAsync(uow => specimen.DeleteAsync(uow, entity.Key, soft: true, version: 1));
        await using var uow = await Database.BeginAsync();

        Assert.Null(await specimen.GetAsync(uow, entity.Key));
        Assert.False(await specimen.ExistsAsync(uow, entity.Key));
        Assert.Empty(await specimen.ListAsync(uow, only));
        Assert.Equal(0, await specimen.CountAsync(uow, only));
        await Assert.ThrowsAsync<EntityNotFoundException>(() => specimen.GetOrThrowAsync(uow, entity.Key));

        Assert.True(await specimen.ExistsAsync(uow, entity.Key, includeSoftDeleted: true));
        Assert.Single(await specimen.ListAsync(uow, only, includeSoftDeleted: true));
        Assert.Equal(1, await specimen.CountAsync(uow, only, includeSoftDeleted: true));
        var stored = await specimen.GetAsync(uow, entity.Key, includeSoftDeleted: true);
        Assert.Equal((false, 2), (stored!.IsActive, stored.Version));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_soft_deleted_one_can_be_taken_back(string kind)
    {
        var (specimen, entity) = await StoredAsync(kind);
        await Database.DoAsync(uow => specimen.DeleteAsync(uow, entity.Key));
        await Database.DoAsync(async uow =>
        {
            var loaded = await specimen.GetAsync(uow, entity.Key, includeSoftDeleted: true);
            loaded!.Activate(Now);
            await specimen.UpdateAsync(uow, loaded);
        });
        Assert.True(await Database.DoAsync(uow => specimen.ExistsAsync(uow, entity.Key)));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Deleting_another_version_is_refused(string kind)
    {
        var (specimen, entity) = await StoredAsync(kind);
        await using var uow = await Database.BeginAsync();
        var soft = await Assert.ThrowsAsync<ConcurrencyException>(() =>
            specimen.DeleteAsync(uow, entity.Key, soft: true, version: 5)
        );
        var hard = await Assert.ThrowsAsync<ConcurrencyException>(() =>
            specimen.DeleteAsync(uow, entity.Key, soft: false, version: 5)
        );
        Assert.Equal((5, 1), (soft.ExpectedVersion, soft.ActualVersion));
        Assert.Equal((5, 1), (hard.ExpectedVersion, hard.ActualVersion));
        await uow.CommitAsync();
        Assert.True(await Database.DoAsync(u => specimen.ExistsAsync(u, entity.Key)));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Lists_are_bounded_and_in_order_of_identifiers(string kind)
    {
        var specimen = Specimen.All[kind];
        for (var n = 0; n < 3; n++)
            await StoredAsync(kind);
        await using var uow = await Database.BeginAsync();
        var two = await specimen.ListAsync(uow, limit: 2);
        Assert.Equal(2, two.Count);
        var ids = (await specimen.ListAsync(uow)).Select(e => $"{e.Key}").ToList();
        Assert.Equal(ids.Order(StringComparer.Ordinal), ids);
        await Assert.ThrowsAsync<ValidationException>(() => specimen.ListAsync(uow, limit: 0));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Every_field_can_be_filtered_by_in_every_spelling(string kind)
    {
        var (specimen, entity) = await StoredAsync(kind);
        await using var uow = await Database.BeginAsync();
        var only = Filter.Where("id", $"{entity.Key}");
        foreach (
            var filter in (Filter[])
                [
                    only.And("createdAt", entity.CreatedAt),
                    only.And("created_at", entity.CreatedAt),
                    only.And("CreatedAt", entity.CreatedAt.ToString("O")),
                    only.And("is_active", "true"),
                    only.And("version", 1L),
                    only.And("updatedBy", null),
                ]
        )
            Assert.Equal(1, await specimen.CountAsync(uow, filter));
        Assert.Equal(0, await specimen.CountAsync(uow, only.And("version", 2)));
        Assert.Equal(0, await specimen.CountAsync(uow, only.And("version", null)));
        Assert.Equal(0, await specimen.CountAsync(uow, only.And("createdBy", "nobody")));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task An_unknown_field_or_impossible_value_is_refused(string kind)
    {
        var specimen = Specimen.All[kind];
        await using var uow = await Database.BeginAsync();
        var unknown = await Assert.ThrowsAsync<ValidationException>(() =>
            specimen.ListAsync(uow, Filter.Where("colour", "red"))
        );
        Assert.Contains("createdAt", unknown.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", unknown.Reason, StringComparison.OrdinalIgnoreCase);
        await Assert.ThrowsAsync<ValidationException>(() => specimen.CountAsync(uow, Filter.Where("version", "two")));
        await Assert.ThrowsAsync<ValidationException>(() => specimen.CountAsync(uow, Filter.Where("id", "no id")));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task What_is_stored_already_is_not_created_again(string kind)
    {
        var specimen = Specimen.All[kind];
        var story = await Story.TellAsync(Database);
        await using var uow = await Database.BeginAsync();
        var entity = await specimen.CreateAsync(uow, story);
        Assert.Same(entity, await specimen.GetAsync(uow, entity.Key));
        Assert.Equal(1, await specimen.CountAsync(uow, Filter.Where("id", entity.Key)));
    }

    private async Task<(Specimen Specimen, Entity Entity)> StoredAsync(string kind)
    {
        var specimen = Specimen.All[kind];
        var story = await Story.TellAsync(Database);
        return (specimen, await Database.DoAsync(uow => specimen.CreateAsync(uow, story)));
    }
}
