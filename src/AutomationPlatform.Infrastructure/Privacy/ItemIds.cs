using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Infrastructure.Database;
using AutomationPlatform.Infrastructure.Execution;

namespace AutomationPlatform.Infrastructure.Privacy;

/// <summary>Finds the item that people mean by its own id or that of one of its executions. Thread-safe.</summary>
internal sealed class ItemIds(IReadConnections connections)
{
    private const string OfExecution = """
        SELECT ie.item_id FROM item_execution ie JOIN run r ON r.id = ie.run_id AND NOT r.hidden WHERE ie.id = @id
        """;

    private const string OfItem = $"SELECT i.id FROM item i WHERE i.id = @id AND {ItemSql.VisibleItem}";

    /// <summary>The item.</summary>
    /// <exception cref="Application.NotFoundException">There is none.</exception>
    /// <exception cref="Application.InvalidInputException">There are several, or it is no part of an id.</exception>
    internal async Task<ItemId> ResolveAsync(string idPart, CancellationToken cancellationToken)
    {
        var part = IdPart.Parse(idPart);
        await using var session = await ReadSession.OpenAsync(connections, cancellationToken);
        var id = part.Whole ?? await RunReader.ResolveItemAsync(session, idPart, part, cancellationToken);
        var found = await session.ListAsync(OfExecution, row => row.Id(), cancellationToken, ("id", id));
        if (found.Count == 0)
            found = await session.ListAsync(OfItem, row => row.Id(), cancellationToken, ("id", id));
        return found is [var item] ? new ItemId(item) : throw ErasedValues.Missing($"item {id}");
    }
}
