using System.Text.Json;
using AutomationPlatform.Application.Audit;

namespace AutomationPlatform.Cli.Audit;

/// <summary>An entry of the activity log as people read it.</summary>
internal static class AuditView
{
    // The whole is in --json.
    private const int ValueWidth = 40;

    private const int LineWidth = 120;

    /// <summary>Why it was refused, else what changed and why: <c>registry is being rebuilt (paused: false → true)</c>.</summary>
    internal static string? What(LoggedEntry entry)
    {
        if (entry.Error is not null)
            return Cut(entry.Error, LineWidth);
        var changes = entry.Changes is null ? "" : Changes(entry.Changes);
        if (entry.Reason is null)
            return Cut(changes, LineWidth);
        return Cut(changes.Length == 0 ? entry.Reason : $"{entry.Reason} ({changes})", LineWidth);
    }

    private static string Changes(string text)
    {
        using var changes = JsonDocument.Parse(text);
        return string.Join("; ", changes.RootElement.EnumerateObject().Select(Field));
    }

    private static string Field(JsonProperty field)
    {
        var (before, after) = (Value(field.Value, "before"), Value(field.Value, "after"));
        return before is null ? $"{field.Name}: {after}" : $"{field.Name}: {before} → {after ?? "nothing"}";
    }

    private static string? Value(JsonElement change, string side)
    {
        if (change.ValueKind != JsonValueKind.Object || !change.TryGetProperty(side, out var value))
            return null;
        var text = value.ValueKind switch
        {
            JsonValueKind.Null => null,
            JsonValueKind.String => value.GetString(),
            _ => value.GetRawText(),
        };
        return text is null ? null : Cut(text, ValueWidth);
    }

    private static string Cut(string text, int width) => text.Length > width ? text[..width] + "…" : text;
}
