using AutomationPlatform.Domain;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace AutomationPlatform.Infrastructure.Database;

/// <summary>What an unsaved change of an entity comes to.</summary>
internal static class Changes
{
    /// <summary>Whether it takes the entity out of use.</summary>
    internal static bool Deactivates<TEntity>(EntityEntry<TEntity> entry)
        where TEntity : Entity => entry.Property(e => e.IsActive).IsModified && !entry.Entity.IsActive;
}
