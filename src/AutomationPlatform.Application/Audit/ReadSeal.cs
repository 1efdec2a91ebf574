using System.Text.Json;

namespace AutomationPlatform.Application.Audit;

/// <summary>The body of a seal, read.</summary>
internal sealed class ReadSeal
{
    private readonly JsonElement root;

    /// <summary>Reads it.</summary>
    /// <exception cref="JsonException">It is not JSON.</exception>
    /// <exception cref="KeyNotFoundException">A member is missing.</exception>
    internal ReadSeal(string body)
    {
        using var document = JsonDocument.Parse(body);
        root = document.RootElement.Clone();
        if (Text("format") != SealBody.Format)
            throw new JsonException("another format");
        Facts = root.GetProperty("run").EnumerateObject().Select(m => KeyValuePair.Create(m.Name, m.Value.GetString()));
        foreach (var name in (string[])["batchesHash", "root", "previousOfRun", "log", "sealedAt"])
            _ = root.GetProperty(name);
    }

    /// <summary>The columns of the run.</summary>
    internal IEnumerable<KeyValuePair<string, string?>> Facts { get; }

    internal string? Text(string name) => root.GetProperty(name).GetString();

    internal long Number(string name) => root.GetProperty(name).GetInt64();

    internal string? Run(string column) => root.GetProperty("run").GetProperty(column).GetString();

    /// <summary>How many item executions have a status.</summary>
    internal long Count(string status) =>
        root.GetProperty("statuses").TryGetProperty(status, out var count) ? count.GetInt64() : 0;
}
