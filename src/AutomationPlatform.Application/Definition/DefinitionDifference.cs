using AutomationPlatform.Domain.Definition;

namespace AutomationPlatform.Application.Definition;

/// <summary>Finds in what a stored automation differs from a definition, named as the automation file spells it.</summary>
internal static class DefinitionDifference
{
    private static readonly (string Field, Func<AutomationSettings, object?> Value)[] Settings =
    [
        ("key", settings => settings.Key),
        ("handler", settings => settings.Handler),
        ("handler.env", settings => settings.Environment),
        ("timeout", settings => settings.Timeout),
        ("concurrency", settings => settings.Concurrency),
        ("retry", settings => settings.Retry),
        ("limits", settings => settings.Limits),
        ("failure", settings => settings.FailureThreshold),
        ("input", settings => settings.Inputs),
        ("directory", settings => settings.Directory),
    ];

    internal static IReadOnlyList<string> Of(Automation stored, AutomationFile definition)
    {
        var (batchSchema, itemSchema, settings) = definition.Content;
        var changed = new List<string>();
        if (stored.Description != definition.Description)
            changed.Add("description");
        if (!Equals(stored.BatchSchema, batchSchema))
            changed.Add("batchSchema");
        if (!Equals(stored.ItemSchema, itemSchema))
            changed.Add("itemSchema");
        changed.AddRange(
            Settings
                .Where(setting => !Equals(setting.Value(stored.Settings), setting.Value(settings)))
                .Select(setting => setting.Field)
        );
        return changed;
    }
}
