namespace AutomationPlatform.JsonSchema.Formats;

/// <summary>The formats that can be asserted, by name.</summary>
internal static class KnownFormats
{
    private static readonly Dictionary<string, Format> Formats = new(StringComparer.Ordinal) { };

    /// <summary>The format of this name in a draft, or null.</summary>
    public static Format? Find(string name, Draft draft) => Formats.GetValueOrDefault(name);
}
