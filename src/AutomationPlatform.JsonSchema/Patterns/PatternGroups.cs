namespace AutomationPlatform.JsonSchema.Patterns;

/// <summary>The capturing groups of a regular expression; they capture only where something refers to them.</summary>
internal sealed class PatternGroups
{
    private readonly Dictionary<string, int> names = new(StringComparer.Ordinal);
    private int opened;
    private int total = -1;

    public bool AreReferred { get; private set; }

    private bool IsSecondReading => total >= 0;

    public void StartSecondReading()
    {
        total = opened;
        opened = 0;
    }

    /// <summary>How the next group opens.</summary>
    public string Open()
    {
        opened++;
        return IsSecondReading ? $"(?<g{opened}>" : "(?:";
    }

    /// <summary>How the next group opens, which has a name.</summary>
    public string Open(string? name)
    {
        if (
            string.IsNullOrEmpty(name)
            || char.IsAsciiDigit(name[0])
            || !name.All(unit => char.IsLetterOrDigit(unit) || unit is '_' or '$')
        )
            throw new PatternSyntaxException("has a group without a proper name");
        var opening = Open();
        if (!names.TryAdd(name, opened) && !IsSecondReading)
            throw new PatternSyntaxException($"has two groups named '{name}'");
        return opening;
    }

    public string Refer(int number)
    {
        AreReferred = true;
        if (IsSecondReading && number > total)
            throw new PatternSyntaxException($"refers to group {number}, which it does not have");
        return $"g{number}";
    }

    public string Refer(string? name)
    {
        AreReferred = true;
        if (name is null)
            throw new PatternSyntaxException(@"has a \k without a name");
        if (!IsSecondReading)
            return "";
        if (!names.TryGetValue(name, out var number))
            throw new PatternSyntaxException($"refers to a group '{name}', which it does not have");
        return $"g{number}";
    }
}
