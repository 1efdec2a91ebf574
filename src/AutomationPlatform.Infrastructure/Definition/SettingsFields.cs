using System.Text.Json;
using System.Text.Json.Nodes;
using AutomationPlatform.Application.Audit;
using AutomationPlatform.Domain.Definition;

namespace AutomationPlatform.Infrastructure.Definition;

/// <summary>Settings in the activity log: each changed member by its name, without what may be secret or personal.</summary>
/// <remarks>
/// Masked are values of environment and headers unless they only say where the value is (<c>env:…</c>, <c>file:…</c>), and
/// user and query of a URL. Payloads stand there by their hash.
/// </remarks>
internal static class SettingsFields
{
    private static readonly string[] SecretObjects = ["env", "headers"];

    internal static void Add(AuditChanges fields, AutomationSettings? before, AutomationSettings? after)
    {
        var (old, now) = (Members(before), Members(after));
        foreach (var name in old.Select(member => member.Key).Union(now.Select(member => member.Key)))
        {
            var (oldText, nowText) = (old[name]?.ToJsonString(), now[name]?.ToJsonString());
            if (oldText != nowText)
                fields.SetJson($"settings.{name}", Shown(old[name]), Shown(now[name]));
        }
    }

    private static JsonObject Members(AutomationSettings? settings) =>
        settings is null ? [] : JsonNode.Parse(DefinitionJson.WriteSettings(settings))!.AsObject();

    private static string? Shown(JsonNode? member)
    {
        if (member is null)
            return null;
        var shown = member.DeepClone();
        // What is masked replaces a child: so the member stands in a list of its own.
        var holder = new JsonObject { ["member"] = shown };
        Mask(holder);
        return holder["member"]!.ToJsonString();
    }

    private static void Mask(JsonNode? node)
    {
        if (node is JsonArray list)
            foreach (var child in list)
                Mask(child);
        if (node is not JsonObject members)
            return;
        foreach (var (name, value) in members.ToList())
        {
            if (SecretObjects.Contains(name) && value is JsonObject secrets)
                MaskValues(secrets);
            else if (name == "payload" && value is not null)
                members[name] = JsonNode.Parse(AuditChanges.Hash(value.ToJsonString()));
            else if (name == "url" && value?.GetValueKind() == JsonValueKind.String)
                members[name] = WithoutSecrets(value.GetValue<string>());
            else
                Mask(value);
        }
    }

    private static void MaskValues(JsonObject secrets)
    {
        foreach (var (name, value) in secrets.ToList())
            if (value?.GetValueKind() != JsonValueKind.String || !IsReference(value.GetValue<string>()))
                secrets[name] = AuditChanges.Masked;
    }

    private static bool IsReference(string value) =>
        value.StartsWith("env:", StringComparison.Ordinal) || value.StartsWith("file:", StringComparison.Ordinal);

    private static string WithoutSecrets(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var parsed))
            return AuditChanges.Masked;
        var user = parsed.UserInfo.Length > 0 ? $"{AuditChanges.Masked}@" : "";
        var query = parsed.Query.Length > 0 ? $"?{AuditChanges.Masked}" : "";
        return $"{parsed.Scheme}://{user}{parsed.Authority}{parsed.AbsolutePath}{query}";
    }
}
