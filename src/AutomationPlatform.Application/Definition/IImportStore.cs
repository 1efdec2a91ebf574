using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Definition;

namespace AutomationPlatform.Application.Definition;

/// <summary>The set-based port through which rows become items. One implementation per database.</summary>
public interface IImportStore
{
    /// <summary>Begins a new, hidden batch, after removing what a crashed import of that name left.</summary>
    /// <exception cref="ConflictException">A batch of that name exists, or another import of that name is under way.</exception>
    Task<IImport> BeginAsync(NewImport import, CancellationToken cancellationToken);

    /// <summary>Begins to append to an existing batch; its new items stay hidden until the end.</summary>
    /// <exception cref="NotFoundException">There is no such batch.</exception>
    /// <exception cref="ConflictException">An unfinished run uses the batch, or another import into it is under way.</exception>
    Task<IImport> BeginAppendAsync(NewImport import, CancellationToken cancellationToken);
}

/// <summary>A batch to be imported.</summary>
/// <param name="AutomationId">The automation.</param>
/// <param name="Batch">The batch's name.</param>
/// <param name="Payload">The batch's payload.</param>
/// <param name="DefinitionNumber">The definition version the rows are checked against.</param>
/// <param name="Actor">Who imports.</param>
public sealed record NewImport(
    AutomationId AutomationId,
    string Batch,
    Payload? Payload,
    int DefinitionNumber,
    string Actor
);

/// <summary>A row on its way to become an item.</summary>
/// <param name="SequenceNumber">Its place in the input, from 0.</param>
/// <param name="Payload">Its JSON text, checked to be storable and valid.</param>
/// <param name="Reference">The business's own name for it.</param>
public readonly record struct NewItem(int SequenceNumber, string Payload, string? Reference);
