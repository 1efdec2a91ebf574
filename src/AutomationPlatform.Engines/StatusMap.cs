using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Engines;

/// <summary>What an engine's words for its statuses mean here; the page about the engine shows the same table.</summary>
internal sealed class StatusMap(params IReadOnlyList<(string Word, ExecutionStatus Status)> rows)
{
    /// <summary>The rows in their order.</summary>
    internal IReadOnlyList<(string Word, ExecutionStatus Status)> Rows { get; } = rows;

    /// <summary>What a word means; null for one that is not in the table.</summary>
    internal ExecutionStatus? Find(string? word)
    {
        foreach (var (known, status) in Rows)
            if (string.Equals(known, word, StringComparison.OrdinalIgnoreCase))
                return status;
        return null;
    }
}
