using System.Text.Json;
using AutomationPlatform.Application.Privacy;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Infrastructure.Database;

namespace AutomationPlatform.Infrastructure.Execution;

/// <summary>Looks a second time at what a search for a text found: only what may be shown counts, so that nobody guesses the rest.</summary>
internal static class MaskedSearch
{
    /// <summary>Rows looked at with one statement: 500.</summary>
    private const int Slice = 500;

    private static readonly JsonReaderOptions Reading = new() { MaxDepth = Payload.MaximumDepth };

    private const string Texts = """
        SELECT ie.id, i.payload, b.payload, ie.error_message
        FROM item_execution ie
        JOIN item i ON i.id = ie.item_id
        JOIN batch_execution be ON be.id = ie.batch_execution_id
        JOIN batch b ON b.id = be.batch_id
        WHERE
        """;

    /// <summary>Those of the item executions whose visible texts contain what was looked for.</summary>
    internal static async Task<IReadOnlySet<ItemExecutionId>> FilterAsync(
        IReadConnections connections,
        ReadSession session,
        PayloadMask mask,
        string text,
        IEnumerable<ItemExecutionId> items,
        CancellationToken cancellationToken
    )
    {
        var visible = new HashSet<ItemExecutionId>();
        foreach (var slice in items.Chunk(Slice))
            visible.UnionWith(
                from row in await session.ListAsync(
                    $"{Texts} {connections.IsOneOf("ie.id", "@ids")}",
                    row =>
                        (Id: row.Id(), Item: row.OptionalText(), Batch: row.OptionalText(), Said: row.OptionalText()),
                    cancellationToken,
                    ("ids", slice.Select(id => id.Value).ToList())
                )
                where
                    Contains(mask.OfItem(row.Item), text) || Has(mask.TextsOf(row.Item, row.Batch).Hide(row.Said), text)
                select ItemExecutionId.From(row.Id)
            );
        return visible;
    }

    private static bool Has(string? said, string text) =>
        said is not null && said.Contains(text, StringComparison.OrdinalIgnoreCase);

    // As it stands, or with the escapes in its names and texts undone.
    private static bool Contains(string? payload, string text)
    {
        if (payload is null)
            return false;
        if (Has(payload, text))
            return true;
        if (!payload.Contains('\\', StringComparison.Ordinal))
            return false;
        var reader = new Utf8JsonReader(System.Text.Encoding.UTF8.GetBytes(payload), Reading);
        while (reader.Read())
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && Has(reader.GetString(), text))
                return true;
        return false;
    }
}
