using System.Text.Json;
using AutomationPlatform.Application;
using AutomationPlatform.Application.Orchestration;

namespace AutomationPlatform.Engines;

/// <summary>What a definition says of its job, key by key. What is of another kind than it should be is refused: if it were
/// passed over, something else would run than was asked for.</summary>
internal static class OrderKeys
{
    /// <summary>The text of a key; null when it is not given.</summary>
    /// <exception cref="InvalidInputException">It is no text.</exception>
    internal static string? FindText(this EngineOrder order, string key) =>
        order.Find(key) is { } value ? value.Text() ?? throw order.Wrong(key, "is no text; put it in quotes") : null;

    /// <summary>The names and values below a key; null when it is not given.</summary>
    /// <exception cref="InvalidInputException">It is no object.</exception>
    internal static JsonElement? FindObject(this EngineOrder order, string key) =>
        order.Find(key) switch
        {
            null => null,
            { ValueKind: JsonValueKind.Object } value => value,
            _ => throw order.Wrong(key, "is no object; write names and values below it"),
        };

    /// <summary>The value of a key; null when it is not given, or given as null.</summary>
    internal static JsonElement? Find(this EngineOrder order, string key) =>
        order.Parameters.Element.Member(key) is { ValueKind: not (JsonValueKind.Undefined or JsonValueKind.Null) } value
            ? value
            : null;

    /// <summary>A value where an engine takes texts only: a text bare, null empty, and all else as JSON.</summary>
    internal static string Plain(this JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!,
            JsonValueKind.Null => "",
            _ => value.GetRawText(),
        };

    /// <summary>The error of a key whose value is wrong.</summary>
    internal static InvalidInputException Wrong(this EngineOrder order, string key, string what) =>
        new($"automation '{order.Automation}': handler engine: {key} {what}");
}
