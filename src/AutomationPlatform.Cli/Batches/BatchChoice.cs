using AutomationPlatform.Application;
using AutomationPlatform.Application.Definition;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain.Definition;

namespace AutomationPlatform.Cli.Batches;

/// <summary>Which batches a run takes.</summary>
internal static class BatchChoice
{
    /// <summary>The named batches in that order, or all active ones, oldest first.</summary>
    /// <exception cref="NotFoundException">One of them does not exist.</exception>
    internal static async Task<IReadOnlyList<BatchId>> ResolveAsync(
        IDefinitionReader definitions,
        AutomationId automation,
        IReadOnlyList<string> names,
        CancellationToken cancellationToken
    )
    {
        if (names.Count == 0)
            return await AllAsync(definitions, automation, cancellationToken);
        var chosen = new List<BatchId>();
        foreach (var name in names)
            chosen.Add((await definitions.GetBatchAsync(automation, name, cancellationToken)).Id);
        return chosen;
    }

    /// <summary>The batch of a run by its name.</summary>
    /// <exception cref="NotFoundException">The run has no such batch.</exception>
    internal static BatchId OfRun(RunSummary run, string name) =>
        run.Batches.FirstOrDefault(batch => batch.Name == name)?.BatchId
        ?? throw new NotFoundException($"run {run.Id} has no batch '{name}'; see: apc runs show {run.Id}");

    private static async Task<IReadOnlyList<BatchId>> AllAsync(
        IDefinitionReader definitions,
        AutomationId automation,
        CancellationToken cancellationToken
    )
    {
        var newestFirst = new List<BatchId>();
        var page = new PageRequest(PageRequest.MaximumLimit);
        do
        {
            var part = await definitions.ListBatchesAsync(automation, includeInactive: false, page, cancellationToken);
            newestFirst.AddRange(part.Rows.Select(batch => batch.Id));
            page = page with { Cursor = part.Next };
        } while (page.Cursor is not null);
        newestFirst.Reverse();
        return newestFirst;
    }
}
