using AutomationPlatform.Domain.Orchestration;

namespace AutomationPlatform.Application.Orchestration;

/// <summary>Adds engines, tries them, and takes them out of use. Thread-safe.</summary>
public sealed class ConnectEngine(
    IUnitOfWorkFactory units,
    IEngineStore engines,
    ISubmissionStore submissions,
    IEngineCatalog catalog
)
{
    /// <summary>Adds an engine. Nothing is asked of it.</summary>
    /// <returns>The engine as it was added.</returns>
    /// <exception cref="InvalidInputException">Type, URL, credential reference or a setting is wrong.</exception>
    /// <exception cref="Domain.DuplicateEntityException">There is an active engine of that name.</exception>
    public async Task<EngineConnection> AddAsync(
        EngineDescription description,
        string actor,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(description);
        var engine = new Engine(description.Name, description.Type);
        var connection = new EngineConnection(
            engine.Id,
            engine.Name,
            engine.Type,
            description.Url,
            description.Credential,
            description.Settings
        );
        catalog.Check(connection);
        // First what nobody sees without the other: whatever is cut off in between leaves no engine half made.
        await engines.SaveAsync(connection, cancellationToken);
        try
        {
            return await units.TransactionAsync(
                async (work, token) =>
                {
                    await work.Engines.CreateAsync(engine, token);
                    return connection;
                },
                actor,
                cancellationToken
            );
        }
        catch (Domain.DuplicateEntityException)
        {
            await engines.ForgetAsync(engine.Id, cancellationToken);
            throw;
        }
    }

    /// <summary>Asks an engine something harmless with its credential.</summary>
    /// <returns>What it said.</returns>
    /// <exception cref="NotFoundException">There is no engine of that name.</exception>
    /// <exception cref="EngineException">It cannot be asked, or refuses.</exception>
    public async Task<string> TestAsync(string name, CancellationToken cancellationToken)
    {
        var connection = await engines.GetAsync(name, cancellationToken);
        catalog.Check(connection);
        return await catalog.Open(connection).TestAsync(cancellationToken);
    }

    /// <summary>Takes an engine out of use: its name is free again, its instances stay.</summary>
    /// <exception cref="NotFoundException">There is no engine of that name.</exception>
    /// <exception cref="ConflictException">Something is open in it.</exception>
    /// <exception cref="Domain.ReferencedEntityException">An unfinished run uses it.</exception>
    public async Task<EngineConnection> RemoveAsync(string name, string actor, CancellationToken cancellationToken)
    {
        var connection = await engines.GetAsync(name, cancellationToken);
        await RequireNothingOpenAsync(connection, cancellationToken);
        await units.TransactionAsync(
            async (work, token) =>
            {
                await work.Engines.DeleteAsync(connection.Id, soft: true, cancellationToken: token);
                // Once more: a run may have been handed over in between.
                await RequireNothingOpenAsync(connection, token);
                return true;
            },
            actor,
            cancellationToken
        );
        return connection with { IsActive = false };
    }

    private async Task RequireNothingOpenAsync(EngineConnection connection, CancellationToken cancellationToken)
    {
        var open = await submissions.CountOpenAsync(connection.Id, cancellationToken);
        if (open > 0)
            throw new ConflictException(
                $"engine '{connection.Name}': {open} of its jobs are to be sent or have not ended; "
                    + "wait for them or cancel their runs, then remove it"
            );
    }

    /// <summary>The jobs in an engine that carry our mark and that nothing here knows of, or that go on although their submission is
    /// closed; those that have not ended come first. Empty for an engine that cannot list.</summary>
    /// <exception cref="NotFoundException">There is no engine of that name.</exception>
    /// <exception cref="EngineException">It cannot be asked, or refuses.</exception>
    public async Task<IReadOnlyList<Orphan>> FindOrphansAsync(string name, CancellationToken cancellationToken)
    {
        var client = catalog.Open(await engines.GetAsync(name, cancellationToken));
        if (!client.Capabilities.Lists)
            return [];
        var marked = await client.ListAsync(cancellationToken);
        var known = await submissions.FilterKnownAsync(
            [.. marked.Select(job => job.SubmissionId).Distinct()],
            cancellationToken
        );
        return
        [
            .. marked
                .Where(job => !known.TryGetValue(job.SubmissionId, out var isOpen) || (job.IsOpen && !isOpen))
                .Select(job => new Orphan(job, known.ContainsKey(job.SubmissionId)))
                .OrderByDescending(orphan => orphan.Job.IsOpen),
        ];
    }
}
