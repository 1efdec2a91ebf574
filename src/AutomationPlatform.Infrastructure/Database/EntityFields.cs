using AutomationPlatform.Application.Audit;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Infrastructure.Definition;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace AutomationPlatform.Infrastructure.Database;

/// <summary>The fields of an entity that change, by the names of their columns, as the activity log keeps them.</summary>
internal static class EntityFields
{
    // What every change changes says nothing of this one; a name or a parent is said beside.
    private static readonly HashSet<string> Left =
    [
        nameof(Entity.CreatedAt),
        nameof(Entity.CreatedBy),
        nameof(Entity.UpdatedAt),
        nameof(Entity.UpdatedBy),
        nameof(Entity.Version),
        "Id",
    ];

    /// <summary>The fields of an entity that is about to be stored.</summary>
    internal static AuditChanges Of(EntityEntry entry, bool isNew)
    {
        var fields = new AuditChanges();
        foreach (var property in entry.Properties.Where(property => !Left.Contains(property.Metadata.Name)))
        {
            var (before, after) = (isNew ? null : property.OriginalValue, property.CurrentValue);
            if (isNew ? IsSaid(property) : property.IsModified)
                Add(fields, property.Metadata.GetColumnName(), before, after);
        }
        return fields;
    }

    // Of a new entity only what it was given: no flag that every new one has.
    private static bool IsSaid(PropertyEntry property) => property.CurrentValue is not (null or bool or byte[]);

    private static void Add(AuditChanges fields, string field, object? before, object? after)
    {
        switch (before ?? after)
        {
            case AutomationSettings:
                SettingsFields.Add(fields, before as AutomationSettings, after as AutomationSettings);
                break;
            case Schema:
                fields.SetJson(field, (before as Schema)?.Definition.Text, (after as Schema)?.Definition.Text);
                break;
            case Payload:
                fields.SetHash(field, (before as Payload)?.Text, (after as Payload)?.Text);
                break;
            default:
                fields.Set(field, Plain(before), Plain(after));
                break;
        }
    }

    private static object? Plain(object? value) =>
        value switch
        {
            null or string or bool or int or long or short or double or DateTimeOffset => value,
            ExecutionStatus status => status.Name(),
            Enum name => name.ToString().ToUpperInvariant(),
            byte[] hash => Convert.ToHexStringLower(hash),
            _ => value.ToString(),
        };
}
