namespace AutomationPlatform.Application.Definition;

/// <summary>A rule as reports count it: where and which keyword, the places of a list being one.</summary>
internal static class BrokenRule
{
    /// <summary><c>/lines/*/price minimum</c>.</summary>
    internal static string Name(string pointer, string keyword)
    {
        var tokens = pointer.Split('/').Select(token => int.TryParse(token, out _) ? "*" : token);
        return $"{string.Join('/', tokens)} {keyword}".TrimStart();
    }
}
