using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Definition;

namespace AutomationPlatform.Application.Privacy;

/// <summary>Erases what an item or a batch says of a person, and keeps the hashes that prove what it was. One implementation per database.</summary>
/// <remarks>
/// Each call is one transaction. Erased are the payload, every result, the handler's standard error and
/// its progress. Statuses, history, error codes and messages stay: they are what the seals were made over. Thread-safe.
/// </remarks>
public interface IRedaction
{
    /// <summary>The one item that an id names: its own, or that of one of its executions.</summary>
    /// <param name="idPart">The id, or an unambiguous beginning or end of at least 8 characters.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <exception cref="NotFoundException">There is none.</exception>
    /// <exception cref="InvalidInputException">It names several, or is no part of an id.</exception>
    Task<ItemId> ResolveItemAsync(string idPart, CancellationToken cancellationToken);

    /// <summary>What <see cref="RedactItemAsync"/> would erase now; changes nothing.</summary>
    /// <exception cref="NotFoundException">There is no such item.</exception>
    /// <exception cref="ConflictException">An unfinished run has it, or nothing is left to erase.</exception>
    Task<Erasure> PlanItemAsync(ItemId item, CancellationToken cancellationToken);

    /// <summary>Erases an item for good.</summary>
    /// <param name="item">The item; it may be of any number of ended runs.</param>
    /// <param name="reason">Why, 1 to <see cref="Limits.Reason"/> characters; kept for ever, so it names no person.</param>
    /// <param name="actor">Who does it.</param>
    /// <param name="cancellationToken">Ends it, with nothing changed.</param>
    /// <exception cref="NotFoundException">There is no such item.</exception>
    /// <exception cref="ConflictException">An unfinished run has it, or nothing is left to erase.</exception>
    /// <exception cref="ValidationException">The reason is empty or too long.</exception>
    Task<Erasure> RedactItemAsync(ItemId item, string reason, string actor, CancellationToken cancellationToken);

    /// <summary>What <see cref="RedactBatchAsync"/> would erase now; changes nothing.</summary>
    /// <exception cref="NotFoundException">There is no such batch.</exception>
    /// <exception cref="ConflictException">An unfinished run has it, or nothing is left to erase.</exception>
    Task<Erasure> PlanBatchAsync(BatchId batch, CancellationToken cancellationToken);

    /// <summary>Erases the payload of a batch itself for good; its items keep theirs.</summary>
    /// <exception cref="NotFoundException">There is no such batch.</exception>
    /// <exception cref="ConflictException">An unfinished run has it, or nothing is left to erase.</exception>
    /// <exception cref="ValidationException">The reason is empty or too long.</exception>
    Task<Erasure> RedactBatchAsync(BatchId batch, string reason, string actor, CancellationToken cancellationToken);
}
