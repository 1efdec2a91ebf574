using AutomationPlatform.Domain.Definition;

namespace AutomationPlatform.Application.Definition;

/// <summary>Finds the batch that an input became before, so that running it again does not import it again. Thread-safe.</summary>
public sealed class BatchReuse(IInputFiles files, IDefinitionReader definitions, IUnitOfWorkFactory unitsOfWork)
{
    /// <summary>The batch of that name when it has the same content; null when there is none of that name.</summary>
    /// <exception cref="ConflictException">There is one with other rows, another payload, or checked by other schemas.</exception>
    internal async Task<BatchSummary?> FindAsync(
        ImportRequest request,
        string batch,
        CancellationToken cancellationToken
    )
    {
        if (await FindBatchAsync(request.AutomationId, batch, cancellationToken) is not { } found)
            return null;
        var (whole, skipped) = await HashAsync(request, cancellationToken);
        var same = found.ContentHash == whole || (request.OnInvalid == OnInvalid.Skip && found.ContentHash == skipped);
        if (!same && found.ContentHash == skipped)
            throw new ConflictException(
                $"batch '{batch}' was made of this input with its rejected rows left out; "
                    + "use it again by --on-invalid skip, or correct the rows and name another batch by --batch"
            );
        if (!same)
            throw Other(batch, "with other content");
        if (!SamePayload(request, found))
            throw Other(batch, "with another payload");
        if (!await SameSchemasAsync(request, found, cancellationToken))
            throw Other(batch, "checked by another version of the schemas");
        return found;
    }

    private async Task<BatchSummary?> FindBatchAsync(
        AutomationId automation,
        string batch,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var found = await definitions.GetBatchAsync(automation, batch, cancellationToken);
            return found.Name == batch ? found : null;
        }
        catch (NotFoundException)
        {
            return null;
        }
    }

    private async Task<(string Whole, string Skipped)> HashAsync(
        ImportRequest request,
        CancellationToken cancellationToken
    )
    {
        using var hash = new InputHash();
        for (var index = 0; index < request.Files.Count; index++)
        {
            if (index > 0)
                hash.AppendBorder();
            await files.HashAsync(request.Files[index], hash, cancellationToken);
        }
        hash.Append(request.Mappings);
        return (hash.Value(rowsSkipped: false), hash.Value(rowsSkipped: true));
    }

    private static bool SamePayload(ImportRequest request, BatchSummary found) =>
        found.Payload is null
            ? request.Payload is null
            : Domain.Payload.FromStorage(found.Payload).Equals(request.Payload);

    // A change of time-outs or limits makes a new definition version, but the same rows stay as valid as they were.
    private async Task<bool> SameSchemasAsync(
        ImportRequest request,
        BatchSummary found,
        CancellationToken cancellationToken
    )
    {
        if (found.DefinitionNumber == request.DefinitionNumber)
            return true;
        if (found.DefinitionNumber is not { } number)
            return false;
        await using var work = await unitsOfWork.BeginAsync(request.Actor, cancellationToken);
        var then = await work.Automations.GetDefinitionAsync(request.AutomationId, number, cancellationToken);
        var now = request.Definition;
        return then is { Content: var before }
            && Equals(before.ItemSchema, now.ItemSchema)
            && Equals(before.BatchSchema, now.BatchSchema)
            && before.Settings.Key == now.Settings.Key;
    }

    private static ConflictException Other(string batch, string difference) =>
        new($"batch '{batch}' exists {difference}; name another by --batch, or add to it by import --append");
}
