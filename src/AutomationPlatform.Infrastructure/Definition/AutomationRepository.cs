using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace AutomationPlatform.Infrastructure.Definition;

internal sealed class AutomationRepository(Session session)
    : Repository<Automation, AutomationId>(session),
        IAutomationRepository
{
    private const string RemoveBucket = "DELETE FROM rate_bucket WHERE automation_id = {0}";

    public Task<Automation?> GetByNameAsync(string name, CancellationToken cancellationToken = default) =>
        FindAsync(Rows().Where(a => a.Name == name), cancellationToken);

    public Task<IReadOnlyList<Automation>> ListActiveAsync(
        int limit = DefaultLimit,
        CancellationToken cancellationToken = default
    ) => ListAsync(Rows().OrderBy(a => a.Name), limit, cancellationToken);

    public Task<DefinitionVersion?> GetDefinitionAsync(
        AutomationId id,
        int number,
        CancellationToken cancellationToken = default
    ) =>
        Session.ReadAsync(() =>
            Context
                .DefinitionVersions.AsNoTracking()
                .FirstOrDefaultAsync(v => v.AutomationId == id && v.Number == number, cancellationToken)
        );

    protected override async Task CheckChangeAsync(EntityEntry<Automation> entry, CancellationToken cancellationToken)
    {
        if (!Changes.Deactivates(entry))
            return;
        await Session.LockAsync<Automation>(entry.Entity.Key, cancellationToken);
        var run = await Context.FindRunAsync(entry.Entity.Id, unfinished: true, cancellationToken);
        RequireUnused(entry.Entity.Id, run, "the unfinished run", Remedies.EndRun);
    }

    protected override async Task RemoveBelowAsync(AutomationId id, CancellationToken cancellationToken)
    {
        var run = await Context.FindRunAsync(id, unfinished: false, cancellationToken);
        RequireUnused(id, run, "the run", Remedies.Deactivate);
        var batches = await Context
            .Batches.IgnoreQueryFilters()
            .Where(b => b.AutomationId == id)
            .Select(b => b.Id)
            .ToListAsync(cancellationToken);
        foreach (var batch in batches)
        {
            await BatchRepository.RequireNoImportAsync(Context, batch, cancellationToken);
            await RemoveRowsAsync<Item>(i => i.BatchId == batch, cancellationToken);
        }
        await RemoveRowsAsync<Batch>(b => b.AutomationId == id, cancellationToken);
        await Session.ExecuteAsync(RemoveBucket, cancellationToken, id.Value);
    }
}
