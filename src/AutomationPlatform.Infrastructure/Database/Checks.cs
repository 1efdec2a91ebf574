using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Execution;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AutomationPlatform.Infrastructure.Database;

/// <summary>The domain's invariants once more, as constraints that both databases understand.</summary>
internal static class Checks
{
    /// <summary>The statuses of what has not ended.</summary>
    internal static readonly string ActiveNames = ListOf(Lifecycle.Statuses.Where(s => s.IsActive()));

    /// <summary>The columns that every entity has, and what holds for them.</summary>
    internal static void Entity<TEntity>(TableBuilder<TEntity> table)
        where TEntity : Entity => table.HasCheckConstraint($"ck_{table.Name}_version", "version >= 1");

    /// <summary>An end is set exactly when the status is a finished one.</summary>
    internal static void Finished<TEntity>(TableBuilder<TEntity> table, ColumnForms forms)
        where TEntity : class =>
        table.HasCheckConstraint(
            $"ck_{table.Name}_finished_at",
            $"(finished_at IS NULL) = ({forms.IsOneOf("status", Lifecycle.Statuses.Where(s => s.IsActive()))})"
        );

    /// <summary>A pause has a reason, and only a pause has one.</summary>
    internal static void Paused<TEntity>(TableBuilder<TEntity> table)
        where TEntity : class =>
        table.HasCheckConstraint($"ck_{table.Name}_pause", "(paused_at IS NULL) = (pause_reason IS NULL)");

    /// <summary>A text has 1 to <paramref name="limit"/> characters.</summary>
    internal static void Required<TEntity>(TableBuilder<TEntity> table, string column, int limit)
        where TEntity : class =>
        table.HasCheckConstraint($"ck_{table.Name}_{column}", $"length({column}) BETWEEN 1 AND {limit}");

    /// <summary>A text, where there is one, has at most <paramref name="limit"/> characters.</summary>
    internal static void Optional<TEntity>(TableBuilder<TEntity> table, string column, int limit)
        where TEntity : class => table.HasCheckConstraint($"ck_{table.Name}_{column}", $"length({column}) <= {limit}");

    /// <summary>A column has one of a few words.</summary>
    internal static void OneOf<TEntity, TEnum>(TableBuilder<TEntity> table, string column)
        where TEntity : class
        where TEnum : struct, Enum =>
        table.HasCheckConstraint(
            $"ck_{table.Name}_{column}",
            $"{column} IN ({string.Join(", ", Enum.GetValues<TEnum>().Select(v => $"'{EnumNames.Of(v)}'"))})"
        );

    /// <summary>Statuses as an SQL list.</summary>
    internal static string ListOf(IEnumerable<ExecutionStatus> statuses) =>
        string.Join(", ", statuses.Select(s => $"'{s.Name()}'"));
}
