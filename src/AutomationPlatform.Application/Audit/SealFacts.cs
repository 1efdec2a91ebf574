using System.Text.Json;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Application.Audit;

/// <summary>What is counted while a run is sealed or verified. Not thread-safe.</summary>
public sealed class SealFacts
{
    private readonly long[] statuses = new long[Lifecycle.Statuses.Count];

    /// <summary>How many item executions.</summary>
    public long Items { get; private set; }

    /// <summary>How many rows of history.</summary>
    public long HistoryRows { get; private set; }

    /// <summary>The batch execution of the last one counted.</summary>
    public Guid BatchExecutionId { get; private set; }

    /// <summary>How many have this status.</summary>
    public long this[ExecutionStatus status] => statuses[(int)status];

    /// <summary>Counts an item execution.</summary>
    public void Add(AuditedItem item)
    {
        ArgumentNullException.ThrowIfNull(item);
        Items++;
        HistoryRows += item.HistoryRows ?? item.History.Count;
        statuses[(int)item.Status]++;
        BatchExecutionId = item.BatchExecutionId;
    }

    /// <summary>As JSON text, for a segment.</summary>
    public string Write()
    {
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartObject();
            json.WriteString("batchExecution", BatchExecutionId);
            json.WriteNumber("historyRows", HistoryRows);
            json.WriteNumber("items", Items);
            WriteStatuses(json);
            json.WriteEndObject();
        }
        return System.Text.Encoding.UTF8.GetString(text.ToArray());
    }

    /// <summary>Writes how many have each status that there is.</summary>
    internal void WriteStatuses(Utf8JsonWriter json)
    {
        json.WriteStartObject("statuses");
        foreach (var status in Lifecycle.Statuses.OrderBy(s => s.Name(), StringComparer.Ordinal))
            if (this[status] > 0)
                json.WriteNumber(status.Name(), this[status]);
        json.WriteEndObject();
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="JsonException">It is not that.</exception>
    public static SealFacts Read(string text)
    {
        using var document = JsonDocument.Parse(text);
        var root = document.RootElement;
        var facts = new SealFacts
        {
            BatchExecutionId = root.GetProperty("batchExecution").GetGuid(),
            HistoryRows = root.GetProperty("historyRows").GetInt64(),
            Items = root.GetProperty("items").GetInt64(),
        };
        foreach (var status in root.GetProperty("statuses").EnumerateObject())
            facts.statuses[(int)Lifecycle.Parse(status.Name)] = status.Value.GetInt64();
        return facts;
    }
}
