using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.UnitTests;

/// <summary>What every entity has.</summary>
public class EntityTests
{
    [Fact]
    public void A_new_entity_is_active_has_version_one_and_a_time_ordered_id()
    {
        var (first, second) = (new Automation("First"), new Automation("Second"));

        Assert.Equal((1, true), (first.Version, first.IsActive));
        Assert.Equal(7, first.Id.Value.Version);
        Assert.NotEqual(first.Id, second.Id);
        Assert.Equal(first.Id.Value, first.Key);
    }

    [Fact]
    public void Entities_are_equal_by_type_and_id_alone()
    {
        var automation = new Automation("Import");
        var sameRow = new Automation("Another name").WithId(automation.Id);
        var batchOfThatId = new Batch(automation.Id, "Q1").WithId(new BatchId(automation.Key));

        Assert.True(automation.Equals(sameRow) && sameRow.Equals((object)automation));
        Assert.Equal(automation.GetHashCode(), sameRow.GetHashCode());
        Assert.False(automation.Equals(new Automation("Import")));
        Assert.False(automation.Equals((object)batchOfThatId));
        Assert.False(automation.Equals((Automation?)null));
        Assert.False(automation.Equals("Import"));
    }

    [Fact]
    public void An_entity_keeps_its_place_in_a_set_when_it_changes()
    {
        var automation = new Automation("Import");
        HashSet<Automation> set = [automation];

        automation.Rename("Export", Moments.Noon);

        Assert.Contains(automation, set);
    }

    [Fact]
    public void Touching_stamps_moment_and_user_but_no_version()
    {
        var automation = new Automation("Import");

        automation.Touch(Moments.Noon, "ann");
        automation.Touch(Moments.Later);

        Assert.Equal((Moments.Later, "ann", 1), (automation.UpdatedAt, automation.UpdatedBy, automation.Version));
    }

    [Fact]
    public void Creation_is_stamped_by_the_unit_of_work()
    {
        var automation = new Automation("Import");

        automation.StampCreation(Moments.Noon.AddTicks(9), "ann");

        Assert.Equal(new AuditInfo(Moments.Noon, "ann", Moments.Noon, "ann"), automation.Audit);
        Assert.Equal(1, automation.Version);
    }

    [Fact]
    public void Deactivating_and_activating_count_one_version_each_and_do_nothing_twice()
    {
        var automation = new Automation("Import");

        automation.Deactivate(Moments.Noon);
        automation.Deactivate(Moments.Later);
        Assert.Equal((false, 2, Moments.Noon), (automation.IsActive, automation.Version, automation.UpdatedAt));
        automation.Activate(Moments.Later);
        automation.Activate(Moments.Noon);

        Assert.Equal((true, 3, Moments.Later), (automation.IsActive, automation.Version, automation.UpdatedAt));
    }

    [Fact]
    public void An_entity_is_named_by_kind_and_id()
    {
        var run = new Run(new AutomationId(Guid.CreateVersion7()));

        Assert.Equal($"Run {run.Id}", run.ToString());
        Assert.Equal(run.Key.ToString(), run.Id.ToString());
    }

    [Fact]
    public void A_version_grows_by_one_and_leaves_the_old_one_as_it_was()
    {
        var first = VersionInfo.First;

        Assert.Equal(new VersionInfo(2), first.Increment());
        Assert.Equal(1, first.Version);
    }
}

internal static class Restored
{
    /// <summary>As the mapper restores a row.</summary>
    public static TEntity WithId<TEntity, TId>(this TEntity entity, TId id)
        where TEntity : Entity<TId>
        where TId : struct, IEntityId<TId>
    {
        typeof(Entity<TId>).GetProperty(nameof(entity.Id))!.SetValue(entity, id);
        return entity;
    }
}
