using System.Reflection;
using AutomationPlatform.Domain;

namespace AutomationPlatform.UnitTests;

/// <summary>One verb of one entity, ready to be called.</summary>
internal sealed record Verb(string Name, Action<Entity, DateTimeOffset> Act)
{
    /// <summary>What stamps an entity without being a verb of its own.</summary>
    private static readonly string[] Stamps = [nameof(Entity.Touch), nameof(Entity.StampCreation)];

    public static Verb Of<TEntity>(string name, Action<TEntity, DateTimeOffset> act)
        where TEntity : Entity => new(name, (entity, now) => act((TEntity)entity, now));

    /// <summary>The names of all public methods that take the present moment: an entity's verbs.</summary>
    public static IReadOnlyList<string> NamesOf(Type entity) =>
        [
            .. entity
                .GetMethods(BindingFlags.Instance | BindingFlags.Public)
                .Where(method =>
                    method.GetParameters().Any(parameter => parameter.ParameterType == typeof(DateTimeOffset))
                )
                .Select(method => method.Name)
                .Where(name => !Stamps.Contains(name))
                .Distinct()
                .Order(StringComparer.Ordinal),
        ];

    public override string ToString() => Name;
}
