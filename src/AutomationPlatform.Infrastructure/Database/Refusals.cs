using AutomationPlatform.Domain;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata;

namespace AutomationPlatform.Infrastructure.Database;

/// <summary>Says in the domain's words why the database refused to write an entity.</summary>
internal sealed class Refusals(PlatformContext context, IEntityStore store)
{
    /// <summary>Throws the refusal that the error stands for; returns when it is none.</summary>
    internal async Task ThrowAsync(
        EntityEntry entry,
        EntityState state,
        Exception error,
        CancellationToken cancellationToken
    )
    {
        var violation = store.FindViolation(error);
        if (violation is null && error is not DbUpdateConcurrencyException)
            return;
        // What collided may be a row of the history whose version somebody else has taken: then the entity is stale.
        if (state == EntityState.Modified)
            await ThrowIfStaleAsync(entry, cancellationToken);
        if (violation?.Kind == ConstraintKind.Unique)
            throw Duplicate(entry, violation, error);
        if (violation?.Kind == ConstraintKind.Reference)
            await ThrowIfParentMissingAsync(entry, violation.Name, cancellationToken);
    }

    private static async Task ThrowIfStaleAsync(EntityEntry entry, CancellationToken cancellationToken)
    {
        var entity = (Entity)entry.Entity;
        var loaded = (int)entry.OriginalValues[nameof(Entity.Version)]!;
        var stored = await entry.GetDatabaseValuesAsync(cancellationToken);
        var actual = (int?)stored?[nameof(Entity.Version)];
        if (actual != loaded)
            throw new ConcurrencyException(entry.Metadata.ClrType.Name, $"{entity.Key}", loaded, actual);
    }

    private static DuplicateEntityException Duplicate(EntityEntry entry, ConstraintViolation violation, Exception cause)
    {
        var (name, properties) = entry
            .Metadata.GetIndexes()
            .Select(index => (Name: index.GetDatabaseName()!, index.Properties))
            .Concat(entry.Metadata.GetKeys().Select(key => (Name: key.GetName()!, key.Properties)))
            .FirstOrDefault(constraint => IsMeant(constraint.Name, constraint.Properties, violation));
        if (properties is null)
            return new DuplicateEntityException(
                entry.Metadata.ClrType.Name,
                violation.Name ?? string.Join(", ", violation.Columns ?? []),
                new Dictionary<string, string>(),
                cause
            );
        var values = properties.ToDictionary(
            property => property.GetColumnName(),
            property => $"{entry.CurrentValues[property]}"
        );
        return new DuplicateEntityException(entry.Metadata.ClrType.Name, name, values, cause);
    }

    private static bool IsMeant(string name, IReadOnlyList<IProperty> properties, ConstraintViolation violation) =>
        violation.Columns is null
            ? name == violation.Name
            : properties.Select(property => property.GetColumnName()).SequenceEqual(violation.Columns);

    private async Task ThrowIfParentMissingAsync(
        EntityEntry entry,
        string? constraint,
        CancellationToken cancellationToken
    )
    {
        foreach (var reference in entry.Metadata.GetForeignKeys())
        {
            if (constraint is not null && reference.GetConstraintName() != constraint)
                continue;
            if (entry.CurrentValues[reference.Properties[0]] is not { } key)
                continue;
            var parent = reference.PrincipalEntityType.ClrType;
            if (await context.FindAsync(parent, [key], cancellationToken) is null)
                throw new EntityNotFoundException(parent.Name, $"{key}");
        }
    }
}
