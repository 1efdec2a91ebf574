using System.Collections;
using System.Reflection;
using AutomationPlatform.Domain;

namespace AutomationPlatform.UnitTests;

/// <summary>Everything that an entity holds, inherited and private fields included, as comparable lines.</summary>
internal static class Snapshot
{
    public static IReadOnlyList<string> Of(Entity entity) =>
        [.. Fields(entity.GetType()).Select(field => $"{field.Name} = {Text(field.GetValue(entity))}")];

    private static IEnumerable<FieldInfo> Fields(Type? type) =>
        type is null
            ? []
            : type.GetFields(
                    BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly
                )
                .Concat(Fields(type.BaseType));

    private static string Text(object? value) =>
        value switch
        {
            null => "null",
            string text => text,
            DateTimeOffset moment => moment.ToString("O"),
            IEnumerable elements => string.Join(", ", elements.Cast<object?>().Select(Text)),
            _ => value.ToString()!,
        };
}
