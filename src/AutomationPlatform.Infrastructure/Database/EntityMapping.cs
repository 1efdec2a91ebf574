using AutomationPlatform.Domain;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AutomationPlatform.Infrastructure.Database;

/// <summary>What the mapping of every entity has in common.</summary>
internal static class EntityMapping
{
    /// <summary>The filter that leaves out deactivated rows.</summary>
    internal const string ActiveFilter = "active";

    /// <summary>The filter that leaves out rows whose import or creation is still under way.</summary>
    internal const string VisibleFilter = "visible";

    /// <summary>The column of what is still being made.</summary>
    internal const string HiddenProperty = "Hidden";

    /// <summary>Maps the key, the audit trail, the version and the soft delete flag.</summary>
    internal static EntityTypeBuilder<TEntity> Entity<TEntity, TId>(this ModelBuilder model)
        where TEntity : Entity<TId>
        where TId : struct, IEntityId<TId>
    {
        var entity = model.Entity<TEntity>();
        entity.HasKey(e => e.Id);
        entity.Property(e => e.Id).ValueGeneratedNever();
        entity.Property(e => e.Version).IsConcurrencyToken();
        entity.Ignore(e => e.Key);
        entity.Ignore(e => e.Audit);
        entity.HasQueryFilter(ActiveFilter, e => e.IsActive);
        return entity;
    }

    /// <summary>Adds the column that hides a row while it is being made, and leaves hidden rows out.</summary>
    internal static void Hideable<TEntity>(this EntityTypeBuilder<TEntity> entity)
        where TEntity : class
    {
        entity.Property<bool>(HiddenProperty).HasDefaultValue(false);
        entity.HasQueryFilter(VisibleFilter, e => !EF.Property<bool>(e, HiddenProperty));
    }
}
