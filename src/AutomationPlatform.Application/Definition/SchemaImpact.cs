using System.Globalization;

namespace AutomationPlatform.Application.Definition;

/// <summary>What changed schemas would make invalid of what is still to be run.</summary>
/// <param name="Checked">The items that were checked.</param>
/// <param name="Invalid">Of these, the ones that were valid and would not be any more.</param>
/// <param name="InvalidBatches">The batches whose payload would become invalid.</param>
/// <param name="Rules">The rules that would be broken, most frequent first.</param>
/// <param name="IsWhole">False when the counting stopped because every rule found had reached <see cref="CountedPerRule"/>.</param>
public sealed record SchemaImpact(
    long Checked,
    long Invalid,
    long InvalidBatches,
    IReadOnlyList<RuleImpact> Rules,
    bool IsWhole
)
{
    /// <summary>A rule is counted so often and no further: 1,000.</summary>
    public const int CountedPerRule = 1_000;

    /// <summary>Nothing becomes invalid.</summary>
    public static SchemaImpact None { get; } = new(0, 0, 0, [], IsWhole: true);

    /// <summary>True when something becomes invalid.</summary>
    public bool IsBreaking => Invalid + InvalidBatches > 0;
}

/// <summary>A rule that would be broken.</summary>
/// <param name="Rule">Which: <c>/email format</c>; of a batch's payload, <c>(batch) /quarter minimum</c>.</param>
/// <param name="Count">By how many, at most <see cref="SchemaImpact.CountedPerRule"/>.</param>
/// <param name="Batch">The batch of the first of them.</param>
/// <param name="SequenceNumber">The place of the first item; null for a batch's payload.</param>
/// <param name="Message">What is wrong with the first, for people.</param>
public sealed record RuleImpact(string Rule, int Count, string Batch, int? SequenceNumber, string Message)
{
    /// <summary><c>/email format: 12 (first: batch 'Q1', item 3: /email: 'x@' is not an e-mail address)</c>.</summary>
    public override string ToString()
    {
        var many = Count.ToString("N0", CultureInfo.InvariantCulture);
        var counted = Count < SchemaImpact.CountedPerRule ? many : $"{many} or more";
        var place = SequenceNumber is { } number ? $"batch '{Batch}', item {number}" : $"batch '{Batch}'";
        return $"{Rule}: {counted} (first: {place}: {Message})";
    }
}

/// <summary>Applying would make items invalid that are still to be run; nothing was changed.</summary>
public sealed class BreakingSchemaException : ConflictException
{
    /// <summary>Says how much would break, and by which rule most.</summary>
    /// <param name="automation">The automation's name.</param>
    /// <param name="impact">What would break; at least something.</param>
    public BreakingSchemaException(string automation, SchemaImpact impact)
        : base(Describe(automation, impact)) => Impact = impact;

    /// <summary>What would become invalid.</summary>
    public SchemaImpact Impact { get; }

    private static string Describe(string automation, SchemaImpact impact)
    {
        ArgumentNullException.ThrowIfNull(impact);
        var culture = CultureInfo.InvariantCulture;
        List<string> parts = [];
        if (impact.Invalid > 0)
            parts.Add(
                string.Create(
                    culture,
                    $"{(impact.IsWhole ? "" : "at least ")}{impact.Invalid:N0} of {impact.Checked:N0} items checked"
                )
            );
        if (impact.InvalidBatches > 0)
            parts.Add(string.Create(culture, $"the payload of {impact.InvalidBatches:N0} batches"));
        return $"automation '{automation}': the changed schema would make invalid what is still to be run: "
            + $"{string.Join(" and ", parts)}, by {impact.Rules[0]}; nothing was changed: "
            + "correct the schema, or change it all the same with: apc apply --force";
    }
}
