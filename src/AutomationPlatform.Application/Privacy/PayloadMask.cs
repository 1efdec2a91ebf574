using System.Text;
using System.Text.Json;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.JsonSchema;

namespace AutomationPlatform.Application.Privacy;

/// <summary>Hides what definitions call sensitive (<c>"x-sensitive": true</c>) where payloads are shown. Handlers see them whole.</summary>
/// <remarks>Of several definitions each hides what it calls so. Immutable and thread-safe.</remarks>
public sealed class PayloadMask
{
    /// <summary>What stands in place of a sensitive value.</summary>
    public const string Masked = "[masked]";

    private static readonly byte[] MaskedJson = Encoding.UTF8.GetBytes($"\"{Masked}\"");

    private readonly SensitiveValues[] ofItem;
    private readonly SensitiveValues[] ofBatch;

    /// <summary>Takes what is sensitive from definitions.</summary>
    /// <param name="definitions">The versions that a payload was checked, run or is looked at under.</param>
    public PayloadMask(IEnumerable<DefinitionContent> definitions)
    {
        var all = definitions.ToList();
        ofItem = Sensitive(all.Select(definition => definition.ItemSchema));
        ofBatch = Sensitive(all.Select(definition => definition.BatchSchema));
    }

    /// <summary>The mask that hides nothing.</summary>
    public static PayloadMask None { get; } = new([]);

    /// <summary>Whether no definition calls anything sensitive.</summary>
    public bool HidesNothing => ofItem.Length == 0 && ofBatch.Length == 0;

    /// <summary>An item's payload as it may be shown: the same text with <see cref="Masked"/> for each sensitive value.</summary>
    /// <param name="payload">Its JSON text; null stays null.</param>
    public string? OfItem(string? payload) => Hide(payload, ofItem);

    /// <summary>A batch's payload as it may be shown.</summary>
    /// <param name="payload">Its JSON text; null stays null.</param>
    public string? OfBatch(string? payload) => Hide(payload, ofBatch);

    /// <summary>What is sensitive in payloads, to be found again in what was said of them.</summary>
    /// <param name="item">The item's payload; null for none.</param>
    /// <param name="batch">The batch's payload; null for none.</param>
    public SensitiveTexts TextsOf(string? item, string? batch) =>
        HidesNothing ? SensitiveTexts.None : new(() => [.. Parts(item, ofItem), .. Parts(batch, ofBatch)]);

    private static SensitiveValues[] Sensitive(IEnumerable<Schema?> schemas) =>
        [.. schemas.OfType<Schema>().Select(schema => schema.Compiled.Sensitive).Where(values => values.Any)];

    private static string? Hide(string? payload, SensitiveValues[] values)
    {
        if (payload is null || values.Length == 0)
            return payload;
        var json = Encoding.UTF8.GetBytes(payload);
        var shown = new MemoryStream(json.Length);
        var at = 0;
        foreach (var range in Find(json, values))
        {
            shown.Write(json.AsSpan(at..range.Start.Value));
            shown.Write(MaskedJson);
            at = range.End.Value;
        }
        shown.Write(json.AsSpan(at..));
        return Encoding.UTF8.GetString(shown.GetBuffer().AsSpan(0, (int)shown.Length));
    }

    // Each value a JSON text of its own.
    private static IEnumerable<byte[]> Parts(string? payload, SensitiveValues[] values)
    {
        if (payload is null || values.Length == 0)
            return [];
        var json = Encoding.UTF8.GetBytes(payload);
        return Find(json, values).Select(range => json[range]);
    }

    // Values found by several definitions are the same or lie in one another: the outer one counts.
    private static List<Range> Find(byte[] json, SensitiveValues[] values)
    {
        var outer = new List<Range>();
        var end = -1;
        var found = values.SelectMany(each => each.Find(json));
        foreach (var range in found.OrderBy(range => range.Start.Value).ThenByDescending(range => range.End.Value))
        {
            if (range.End.Value <= end)
                continue;
            outer.Add(range);
            end = range.End.Value;
        }
        return outer;
    }
}
