namespace AutomationPlatform.JsonSchema.Keywords;

/// <summary>The types by the names of the standard and by words for people.</summary>
internal static class TypeWords
{
    private static readonly (JsonTypes Type, string Name, string Words)[] Known =
    [
        (JsonTypes.String, "string", "text"),
        (JsonTypes.Number, "number", "a number"),
        (JsonTypes.Integer, "integer", "a whole number"),
        (JsonTypes.Boolean, "boolean", "true or false"),
        (JsonTypes.Object, "object", "an object"),
        (JsonTypes.Array, "array", "a list"),
        (JsonTypes.Null, "null", "null"),
    ];

    public static JsonTypes Parse(string? name) =>
        Array.Find(Known, known => string.Equals(known.Name, name, StringComparison.Ordinal)).Type;

    public static string Describe(JsonTypes types)
    {
        var words = new List<string>();
        foreach (var (type, _, word) in Known)
        {
            if ((types & type) != type)
                continue;
            words.Add(word);
            types &= ~type;
        }
        return words.Count == 0 ? "of any type" : string.Join(", or ", words);
    }
}
