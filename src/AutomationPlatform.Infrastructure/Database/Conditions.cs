using System.Linq.Expressions;
using AutomationPlatform.Domain;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace AutomationPlatform.Infrastructure.Database;

/// <summary>Turns a filter into conditions of a query: any stored field, by any of its spellings.</summary>
internal static class Conditions
{
    /// <summary>The rows whose fields all have the values of the filter.</summary>
    /// <exception cref="ValidationException">There is no such field, or it cannot have such a value.</exception>
    internal static IQueryable<TEntity> Apply<TEntity>(IQueryable<TEntity> rows, IModel model, Filter filter)
        where TEntity : Entity
    {
        var fields = Fields(model.FindEntityType(typeof(TEntity))!);
        foreach (var (name, value) in filter.Conditions)
        {
            if (!fields.TryGetValue(Plain(name), out var field))
                throw new ValidationException(
                    typeof(TEntity).Name,
                    name,
                    $"is not a field; there are {string.Join(", ", fields.Values.Select(CamelCase).Order())}"
                );
            rows = rows.Where(
                Condition<TEntity>(field, FieldValue.Of(value, field.ClrType, typeof(TEntity).Name, name))
            );
        }
        return rows;
    }

    /// <summary>Whether a name, in any of its spellings, means this field.</summary>
    internal static bool Names(string name, string field) => Plain(name) == Plain(field);

    private static Dictionary<string, IProperty> Fields(IEntityType entity) =>
        entity.GetProperties().Where(field => !field.IsShadowProperty()).ToDictionary(field => Plain(field.Name));

    private static string Plain(string name) => name.Replace("_", "").ToUpperInvariant();

    private static string CamelCase(IProperty field) => char.ToLowerInvariant(field.Name[0]) + field.Name[1..];

    private static Expression<Func<TEntity, bool>> Condition<TEntity>(IProperty field, object? value)
    {
        var row = Expression.Parameter(typeof(TEntity));
        if (value is null && !field.IsNullable)
            return Expression.Lambda<Func<TEntity, bool>>(Expression.Constant(value: false), row);
        var stored = Expression.Call(
            typeof(EF),
            nameof(EF.Property),
            [field.ClrType],
            row,
            Expression.Constant(field.Name)
        );
        return Expression.Lambda<Func<TEntity, bool>>(Expression.Equal(stored, Wanted(value, field.ClrType)), row);
    }

    // Behind a member, the value becomes a parameter of the statement; as a constant it would become part of its text.
    private static Expression Wanted(object? value, Type type)
    {
        if (value is null)
            return Expression.Constant(value: null, type);
        var box = Activator.CreateInstance(typeof(Box<>).MakeGenericType(type), value)!;
        return Expression.Property(Expression.Constant(box), nameof(Box<>.Value));
    }

    private sealed class Box<T>(T value)
    {
        public T Value { get; } = value;
    }
}
