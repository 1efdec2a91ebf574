using AutomationPlatform.Application;
using AutomationPlatform.Application.Definition;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Infrastructure.Database;

namespace AutomationPlatform.Infrastructure.Definition;

/// <summary>Reads automations, batches and items by plain SQL. Thread-safe.</summary>
internal sealed class DefinitionReader(IReadConnections connections) : IDefinitionReader
{
    private const string AutomationList = "automations";
    private const string BatchList = "batches";
    private const string ItemList = "items of a batch";

    public async Task<Page<AutomationSummary>> ListAutomationsAsync(
        bool includeInactive,
        PageRequest page,
        CancellationToken cancellationToken
    )
    {
        var cursor = PageCursor.Read(AutomationList, values: 2, page);
        var seek = cursor is null ? "" : DefinitionSql.AfterName;
        await using var session = await ReadSession.OpenAsync(connections, cancellationToken);
        var rows = await session.ListAsync(
            $"{DefinitionSql.Automations} {seek} {DefinitionSql.ByName}",
            row => ReadAutomation(row).Summary,
            cancellationToken,
            ("inactive", includeInactive),
            ("limit", page.Limit + 1),
            ("afterName", cursor?.Text(0) ?? ""),
            ("afterId", cursor?.Id(1) ?? Guid.Empty)
        );
        return Pages.Cut(rows, page, last => PageCursor.Write(AutomationList, last.Name, last.Id));
    }

    public async Task<AutomationDetails> GetAutomationAsync(
        string nameOrId,
        bool includeInactive,
        CancellationToken cancellationToken
    )
    {
        await using var session = await ReadSession.OpenSnapshotAsync(connections, cancellationToken);
        var named = await session.ListAsync(
            $"{DefinitionSql.Automations} {DefinitionSql.Named}",
            ReadAutomation,
            cancellationToken,
            ("inactive", includeInactive),
            ("name", nameOrId.Trim())
        );
        if (named.Count > 0)
            return OneOfName(nameOrId, named).ToDetails();
        var found = await FindByIdAsync(session, nameOrId, includeInactive, cancellationToken);
        return found?.ToDetails()
            ?? throw new NotFoundException($"automation '{nameOrId}': there is none; 'apc automations list' shows all");
    }

    public async Task<Page<BatchSummary>> ListBatchesAsync(
        AutomationId automation,
        bool includeInactive,
        PageRequest page,
        CancellationToken cancellationToken
    )
    {
        var cursor = PageCursor.Read(BatchList, values: 1, page);
        var seek = cursor is null ? "" : DefinitionSql.BeforeBatch;
        await using var session = await ReadSession.OpenAsync(connections, cancellationToken);
        var rows = await session.ListAsync(
            $"{DefinitionSql.Batches} {seek} {DefinitionSql.NewestBatchFirst}",
            ReadBatch,
            cancellationToken,
            ("automation", automation.Value),
            ("inactive", includeInactive),
            ("before", cursor?.Id(0) ?? Guid.Empty),
            ("limit", page.Limit + 1)
        );
        return Pages.Cut(rows, page, last => PageCursor.Write(BatchList, last.Id));
    }

    public async Task<BatchSummary> GetBatchAsync(
        AutomationId automation,
        string nameOrId,
        CancellationToken cancellationToken
    )
    {
        await using var session = await ReadSession.OpenSnapshotAsync(connections, cancellationToken);
        (string, object) parent = ("automation", automation.Value);
        Task<List<BatchSummary>> FindAsync(string condition, bool inactive, (string, object) sought) =>
            session.ListAsync(
                $"{DefinitionSql.Batches} {condition}",
                ReadBatch,
                cancellationToken,
                parent,
                ("inactive", inactive),
                sought
            );
        var found = await FindAsync(DefinitionSql.BatchNamed, inactive: false, ("name", nameOrId.Trim()));
        if (found.Count == 0 && IdPart.TryParse(nameOrId) is { } part)
        {
            var ids = await ResolveAsync(session, DefinitionSql.BatchesLike, part, cancellationToken, parent);
            if (ids.Count > 0)
                found = await FindAsync(
                    DefinitionSql.BatchIdentified,
                    inactive: true,
                    ("id", IdPart.Only("batch", nameOrId, ids, ""))
                );
        }
        return found.Count > 0
            ? found[0]
            : throw new NotFoundException(
                $"batch '{nameOrId}': the automation has none; 'apc batches list' shows all of them"
            );
    }

    public async Task<Page<ItemSummary>> ListItemsAsync(
        BatchId batch,
        PageRequest page,
        CancellationToken cancellationToken
    )
    {
        var cursor = PageCursor.Read(ItemList, values: 1, page);
        await using var session = await ReadSession.OpenAsync(connections, cancellationToken);
        var rows = await session.ListAsync(
            DefinitionSql.Items,
            row => new ItemSummary(ItemId.From(row.Id()), row.Int(), row.OptionalText(), row.OptionalText()),
            cancellationToken,
            ("batch", batch.Value),
            ("after", cursor?.Number(0) ?? -1),
            ("limit", page.Limit + 1)
        );
        return Pages.Cut(rows, page, last => PageCursor.Write(ItemList, last.SequenceNumber));
    }

    private static StoredAutomation OneOfName(string name, List<StoredAutomation> named)
    {
        if (named[0].Summary.IsActive || named.Count == 1)
            return named[0];
        throw new ConflictException(
            $"automation '{name}': {named.Count} inactive ones have this name; "
                + $"give the id of one: {string.Join(", ", named.Select(a => a.Summary.Id))}"
        );
    }

    private static async Task<StoredAutomation?> FindByIdAsync(
        ReadSession session,
        string given,
        bool includeInactive,
        CancellationToken cancellationToken
    )
    {
        if (IdPart.TryParse(given) is not { } part)
            return null;
        var ids = await ResolveAsync(session, DefinitionSql.AutomationsLike, part, cancellationToken);
        if (ids.Count == 0)
            return null;
        var found = await session.ListAsync(
            $"{DefinitionSql.Automations} {DefinitionSql.AutomationIdentified}",
            ReadAutomation,
            cancellationToken,
            ("inactive", includeInactive),
            ("id", IdPart.Only("automation", given, ids, ""))
        );
        return found.SingleOrDefault();
    }

    private static Task<List<Guid>> ResolveAsync(
        ReadSession session,
        string sql,
        IdPart part,
        CancellationToken cancellationToken,
        params (string, object)[] parameters
    ) =>
        session.ListAsync(
            sql,
            row => row.Id(),
            cancellationToken,
            [.. parameters, ("lowest", part.Lowest), ("highest", part.Highest), ("end", part.EndPattern)]
        );

    private static StoredAutomation ReadAutomation(Row row)
    {
        var id = AutomationId.From(row.Id());
        var (name, description) = (row.Text(), row.OptionalText());
        var settings = DefinitionJson.ReadSettings(row.Text());
        var summary = new AutomationSummary(
            id,
            name,
            description,
            settings.Handler?.Kind,
            row.Int(),
            row.Long(),
            row.Flag(),
            row.Flag(),
            row.Instant(),
            row.Instant()
        );
        return new StoredAutomation(
            summary,
            row.Int(),
            row.OptionalText(),
            settings,
            row.OptionalText(),
            row.OptionalText()
        );
    }

    private static BatchSummary ReadBatch(Row row) =>
        new(
            BatchId.From(row.Id()),
            AutomationId.From(row.Id()),
            row.Text(),
            row.OptionalText(),
            row.Long(),
            row.OptionalInt(),
            row.OptionalText(),
            row.Flag(),
            row.Instant(),
            row.OptionalText()
        );

    private sealed record StoredAutomation(
        AutomationSummary Summary,
        int Version,
        string? PauseReason,
        AutomationSettings Settings,
        string? BatchSchema,
        string? ItemSchema
    )
    {
        // Compiling a schema costs more than reading a hundred lines of a list, which need none.
        internal AutomationDetails ToDetails() =>
            new(
                Summary,
                Version,
                PauseReason,
                new DefinitionContent(
                    BatchSchema is null ? null : new Schema(BatchSchema),
                    ItemSchema is null ? null : new Schema(ItemSchema),
                    Settings
                )
            );
    }
}
