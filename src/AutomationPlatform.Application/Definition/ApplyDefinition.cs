using AutomationPlatform.Application.Audit;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Definition;

namespace AutomationPlatform.Application.Definition;

/// <summary>What applying a definition did.</summary>
public enum ApplyOutcome
{
    /// <summary>There was no active automation of that name; now there is.</summary>
    Created,

    /// <summary>The stored automation differed and was changed.</summary>
    Updated,

    /// <summary>The stored automation is the same already; nothing was written.</summary>
    Unchanged,
}

/// <summary>The outcome of applying one definition.</summary>
/// <param name="AutomationId">The automation.</param>
/// <param name="Name">Its name.</param>
/// <param name="Outcome">What was done.</param>
/// <param name="ChangedFields">What differed, as the file spells it; empty unless updated.</param>
/// <param name="DefinitionNumber">The definition version that now holds.</param>
/// <param name="Warnings">Keywords of its schemas that look mistyped.</param>
public sealed record AppliedDefinition(
    AutomationId AutomationId,
    string Name,
    ApplyOutcome Outcome,
    IReadOnlyList<string> ChangedFields,
    int DefinitionNumber,
    IReadOnlyList<string> Warnings
);

/// <summary>A definition to be applied.</summary>
/// <param name="Definition">What is to hold.</param>
/// <param name="Actor">Who does it; null leaves the actor unsaid.</param>
public sealed record ApplyRequest(AutomationFile Definition, string? Actor = null)
{
    /// <summary>True changes schemas although items become invalid that are still to be run; these are not looked at then.</summary>
    public bool Force { get; init; }

    /// <summary>Told how far the look at such items is; null for nobody.</summary>
    public IProgress<SchemaImpactProgress>? Progress { get; init; }
}

/// <summary>Makes the stored automation of a name equal to a definition: creates it, changes it, or leaves it alone.</summary>
/// <remarks>
/// A deactivated automation of that name stays as it is: a new one is created. A changed schema is first tried on everything
/// that is still to be run; what is imported while that goes on is checked by the schema that stands then. Thread-safe.
/// </remarks>
public sealed class ApplyDefinition(
    IUnitOfWorkFactory unitsOfWork,
    IDefinitionReader definitions,
    ISchemaImpactReader unfinished,
    RefusalLog refusals,
    TimeProvider clock
)
{
    /// <summary>Applies a definition in a unit of work of its own.</summary>
    /// <param name="request">What is to hold.</param>
    /// <param name="cancellationToken">Ends the work; nothing is written then.</param>
    /// <exception cref="BreakingSchemaException">A changed schema would make items invalid that are still to be run, and
    /// <see cref="ApplyRequest.Force"/> is false.</exception>
    /// <exception cref="ValidationException">Name or description are empty or too long.</exception>
    /// <exception cref="DuplicateEntityException">Someone else created an automation of that name at the same moment.</exception>
    /// <exception cref="ConcurrencyException">Someone else changed the automation at the same moment.</exception>
    public Task<AppliedDefinition> ExecuteAsync(ApplyRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return refusals.WatchAsync(
            () => new AuditEntry(AuditActions.AutomationApply, request.Actor) { EntityName = request.Definition.Name },
            () => ApplyAsync(request, cancellationToken)
        );
    }

    private async Task<AppliedDefinition> ApplyAsync(ApplyRequest request, CancellationToken cancellationToken)
    {
        var definition = request.Definition;
        if (await FindAsync(definition, cancellationToken) is { } standing)
        {
            if (IsSame(standing, definition))
                return Unchanged(standing);
            if (!request.Force)
                await RefuseBreakingAsync(standing, request, cancellationToken);
        }
        return await unitsOfWork.TransactionAsync(
            async (work, token) =>
                await work.Automations.GetByNameAsync(definition.Name, token) is { } stored
                    ? await UpdateAsync(work, stored, definition, token)
                    : await CreateAsync(work, definition, token),
            request.Actor,
            cancellationToken
        );
    }

    // Applied again and again, a definition is mostly the same: that is seen by reading alone, without a transaction and
    // without loading the mapper.
    private async Task<AutomationDetails?> FindAsync(AutomationFile definition, CancellationToken cancellationToken)
    {
        try
        {
            var found = await definitions.GetAutomationAsync(
                definition.Name,
                includeInactive: false,
                cancellationToken
            );
            return found.Summary.Name == definition.Name ? found : null;
        }
        catch (NotFoundException)
        {
            return null;
        }
    }

    private static bool IsSame(AutomationDetails standing, AutomationFile definition) =>
        standing.Summary.Description == definition.Description && standing.Definition == definition.Content;

    private static AppliedDefinition Unchanged(AutomationDetails standing) =>
        new(
            standing.Summary.Id,
            standing.Summary.Name,
            ApplyOutcome.Unchanged,
            [],
            standing.Summary.DefinitionNumber,
            DefinitionWarnings.Of(standing.Definition)
        );

    private async Task RefuseBreakingAsync(
        AutomationDetails standing,
        ApplyRequest request,
        CancellationToken cancellationToken
    )
    {
        var impact = await new SchemaImpactCheck(unfinished, request.Progress).CountAsync(
            standing.Summary.Id,
            standing.Definition,
            request.Definition.Content,
            cancellationToken
        );
        if (impact.IsBreaking)
            throw new BreakingSchemaException(standing.Summary.Name, impact);
    }

    private static async Task<AppliedDefinition> CreateAsync(
        IUnitOfWork work,
        AutomationFile definition,
        CancellationToken cancellationToken
    )
    {
        var (batchSchema, itemSchema, settings) = definition.Content;
        var created = new Automation(definition.Name, definition.Description, batchSchema, itemSchema, settings);
        await work.Automations.CreateAsync(created, cancellationToken);
        return Outcome(created, definition, ApplyOutcome.Created, []);
    }

    private async Task<AppliedDefinition> UpdateAsync(
        IUnitOfWork work,
        Automation stored,
        AutomationFile definition,
        CancellationToken cancellationToken
    )
    {
        var changed = DefinitionDifference.Of(stored, definition);
        if (changed.Count == 0)
            return Outcome(stored, definition, ApplyOutcome.Unchanged, changed);
        var now = clock.GetUtcNow();
        var (batchSchema, itemSchema, settings) = definition.Content;
        stored.Describe(definition.Description, now);
        stored.Redefine(batchSchema, itemSchema, settings, now);
        await work.Automations.UpdateAsync(stored, cancellationToken);
        return Outcome(stored, definition, ApplyOutcome.Updated, changed);
    }

    private static AppliedDefinition Outcome(
        Automation automation,
        AutomationFile definition,
        ApplyOutcome outcome,
        IReadOnlyList<string> changed
    ) =>
        new(
            automation.Id,
            automation.Name,
            outcome,
            changed,
            automation.DefinitionNumber,
            DefinitionWarnings.Of(definition.Content)
        );
}

/// <summary>Keywords of schemas that look mistyped, as lines for people.</summary>
internal static class DefinitionWarnings
{
    internal static IReadOnlyList<string> Of(DefinitionContent content) =>
        [.. Of("batchSchema", content.BatchSchema), .. Of("itemSchema", content.ItemSchema)];

    private static IEnumerable<string> Of(string name, Schema? schema) =>
        (schema?.Compiled.Warnings ?? []).Select(warning => $"{name}#{warning}");
}
