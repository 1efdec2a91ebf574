using System.Text;
using AutomationPlatform.Application.Definition;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Definition;

namespace AutomationPlatform.Application.Execution;

/// <summary>Checks items that come from code as an import checks rows.</summary>
internal static class EnlistedItems
{
    /// <summary>The items with their places from 0 and their references.</summary>
    /// <exception cref="InvalidInputException">One of them breaks the definition, or a reference is given twice; the first is said.</exception>
    internal static IReadOnlyList<NewItem> Check(
        string batch,
        IReadOnlyList<EnlistedItem> items,
        DefinitionContent definition
    )
    {
        var check = new RowCheck(definition.ItemSchema, JsonPointer.Parse(definition.Settings.Key));
        var references = new HashSet<string>(StringComparer.Ordinal);
        var rows = new NewItem[items.Count];
        for (var place = 0; place < rows.Length; place++)
        {
            var item = items[place];
            var row = check.Check(new InputRow(place + 1, Encoding.UTF8.GetBytes(item.Payload.Text)));
            if (row.Payload is null)
                throw new InvalidInputException($"batch '{batch}', item {place + 1}: {string.Join("; ", row.Errors)}");
            var reference = row.Reference ?? item.Reference;
            if (reference is { Length: 0 or > Limits.Reference })
                throw new InvalidInputException(
                    $"batch '{batch}', item {place + 1}: its reference has {reference.Length} characters; give 1 to {Limits.Reference}"
                );
            if (reference is not null && !references.Add(reference))
                throw new InvalidInputException(
                    $"batch '{batch}', item {place + 1}: the reference '{reference}' is given twice"
                );
            rows[place] = new NewItem(place, row.Payload, reference);
        }
        return rows;
    }
}
