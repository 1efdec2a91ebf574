using AutomationPlatform.Domain.Definition;

namespace AutomationPlatform.Application.Definition;

/// <summary>Reads automations, batches and items for people, without loading entities.</summary>
public interface IDefinitionReader
{
    /// <summary>The automations, by name.</summary>
    Task<Page<AutomationSummary>> ListAutomationsAsync(
        bool includeInactive,
        PageRequest page,
        CancellationToken cancellationToken
    );

    /// <summary>The active automation of this name (or id) with its definition; with <paramref name="includeInactive"/>, an inactive one when no active has it.</summary>
    /// <exception cref="NotFoundException">There is none.</exception>
    /// <exception cref="ConflictException">Several inactive ones have the name: their ids are said.</exception>
    Task<AutomationDetails> GetAutomationAsync(
        string nameOrId,
        bool includeInactive,
        CancellationToken cancellationToken
    );

    /// <summary>The visible batches of an automation, newest first.</summary>
    Task<Page<BatchSummary>> ListBatchesAsync(
        AutomationId automation,
        bool includeInactive,
        PageRequest page,
        CancellationToken cancellationToken
    );

    /// <summary>The visible batch of this name or id.</summary>
    /// <exception cref="NotFoundException">There is none.</exception>
    Task<BatchSummary> GetBatchAsync(AutomationId automation, string nameOrId, CancellationToken cancellationToken);

    /// <summary>The visible items of a batch, by sequence.</summary>
    Task<Page<ItemSummary>> ListItemsAsync(BatchId batch, PageRequest page, CancellationToken cancellationToken);
}

/// <summary>A line of the list of automations.</summary>
/// <param name="Id">Its identifier.</param>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it is for.</param>
/// <param name="Handler">The kind of its handler; null without one.</param>
/// <param name="DefinitionNumber">Its newest definition version.</param>
/// <param name="Batches">How many active batches it has.</param>
/// <param name="IsActive">False once deactivated.</param>
/// <param name="Paused">True while paused.</param>
/// <param name="CreatedAt">When it was defined.</param>
/// <param name="UpdatedAt">When it changed last.</param>
public sealed record AutomationSummary(
    AutomationId Id,
    string Name,
    string? Description,
    string? Handler,
    int DefinitionNumber,
    long Batches,
    bool IsActive,
    bool Paused,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt
);

/// <summary>An automation with its definition.</summary>
/// <param name="Summary">What the list says of it.</param>
/// <param name="Version">Its version, for optimistic locking.</param>
/// <param name="PauseReason">Why it is paused.</param>
/// <param name="Definition">Its newest definition.</param>
public sealed record AutomationDetails(
    AutomationSummary Summary,
    int Version,
    string? PauseReason,
    DefinitionContent Definition
);

/// <summary>A batch and how many items it has.</summary>
/// <param name="Id">Its identifier.</param>
/// <param name="AutomationId">Its automation.</param>
/// <param name="Name">Its name.</param>
/// <param name="Payload">Its payload's JSON text.</param>
/// <param name="Items">How many items it has.</param>
/// <param name="DefinitionNumber">The definition version it was checked against.</param>
/// <param name="ContentHash">The hash of what was imported.</param>
/// <param name="IsActive">False once deactivated.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="CreatedBy">Who made it.</param>
public sealed record BatchSummary(
    BatchId Id,
    AutomationId AutomationId,
    string Name,
    string? Payload,
    long Items,
    int? DefinitionNumber,
    string? ContentHash,
    bool IsActive,
    DateTimeOffset CreatedAt,
    string? CreatedBy
);

/// <summary>An item.</summary>
/// <param name="Id">Its identifier.</param>
/// <param name="SequenceNumber">Its place in the batch.</param>
/// <param name="Reference">The business's own name for it.</param>
/// <param name="Payload">Its JSON text.</param>
public sealed record ItemSummary(ItemId Id, int SequenceNumber, string? Reference, string? Payload);
