using System.Text.Json;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.JsonSchema;

namespace AutomationPlatform.Application.Definition;

/// <summary>Counts what changed schemas would make invalid of what is still to be run.</summary>
/// <remarks>
/// What breaks the standing schema as well is no consequence of the change and is not counted. Once every rule found so far has
/// been met <see cref="SchemaImpact.CountedPerRule"/> times, the rest is not read any more: the answer is plain.
/// </remarks>
internal sealed class SchemaImpactCheck(ISchemaImpactReader reader, IProgress<SchemaImpactProgress>? progress)
{
    /// <summary>The different rules that are counted apart: as many as an import's report has.</summary>
    private const int Rules = ImportLimits.CountedRules;

    /// <summary>Items between two reports of progress: 1,000.</summary>
    private const int ReportEvery = 1_000;

    private static readonly JsonDocumentOptions Reading = new() { MaxDepth = Payload.MaximumDepth };

    private readonly Dictionary<string, RuleImpact> rules = new(StringComparer.Ordinal);
    private long total;
    private long read;
    private long invalid;
    private long invalidBatches;

    private bool IsPlain => rules.Count > 0 && rules.Values.All(rule => rule.Count >= SchemaImpact.CountedPerRule);

    /// <summary>Counts; reads nothing when no schema was added or changed.</summary>
    internal async Task<SchemaImpact> CountAsync(
        AutomationId automation,
        DefinitionContent standing,
        DefinitionContent changed,
        CancellationToken cancellationToken
    )
    {
        var batchSchema = Changed(standing.BatchSchema, changed.BatchSchema);
        var itemSchema = Changed(standing.ItemSchema, changed.ItemSchema);
        if (batchSchema is null && itemSchema is null)
            return SchemaImpact.None;
        var batches = await reader.ListBatchesAsync(automation, cancellationToken);
        total = itemSchema is null ? 0 : batches.Sum(batch => batch.Items);
        foreach (var batch in batches)
        {
            if (batchSchema is not null)
                CheckBatch(batch, standing.BatchSchema, batchSchema);
            if (
                itemSchema is not null
                && !await CheckItemsAsync(batch, standing.ItemSchema, itemSchema, cancellationToken)
            )
                return Impact(isWhole: false);
        }
        return Impact(isWhole: true);
    }

    private static Schema? Changed(Schema? standing, Schema? changed) => Equals(standing, changed) ? null : changed;

    private SchemaImpact Impact(bool isWhole) =>
        new(read, invalid, invalidBatches, [.. rules.Values.OrderByDescending(rule => rule.Count)], isWhole);

    private void CheckBatch(UnfinishedBatch batch, Schema? standing, Schema changed)
    {
        if (Violations(batch.Payload, standing, changed) is not { } violations)
            return;
        invalidBatches++;
        foreach (var violation in violations)
            Count($"(batch) {violation.Rule}", batch.Name, sequenceNumber: null, violation.Message);
    }

    /// <summary>Checks a batch's items; false when the rest need not be read.</summary>
    private async Task<bool> CheckItemsAsync(
        UnfinishedBatch batch,
        Schema? standing,
        Schema changed,
        CancellationToken cancellationToken
    )
    {
        await foreach (var item in reader.ListItemsAsync(batch, cancellationToken))
        {
            if (IsPlain)
                return false;
            if (++read % ReportEvery == 0)
                progress?.Report(new SchemaImpactProgress(read, total, invalid));
            if (Violations(item.Payload, standing, changed) is not { } violations)
                continue;
            invalid++;
            foreach (var (rule, message) in violations)
                Count(rule, batch.Name, item.SequenceNumber, message);
        }
        return true;
    }

    private void Count(string rule, string batch, int? sequenceNumber, string message)
    {
        if (rules.TryGetValue(rule, out var known))
            rules[rule] = known with { Count = Math.Min(known.Count + 1, SchemaImpact.CountedPerRule) };
        else if (rules.Count < Rules)
            rules.Add(rule, new RuleImpact(rule, 1, batch, sequenceNumber, message));
    }

    /// <summary>What the change breaks, each rule once; null when it breaks nothing that held before.</summary>
    private static IReadOnlyList<(string Rule, string Message)>? Violations(
        string? payload,
        Schema? standing,
        Schema changed
    )
    {
        using var document = JsonDocument.Parse(payload ?? "null", Reading);
        var element = document.RootElement;
        return IsValid(changed, element) || standing is not null && !IsValid(standing, element)
            ? null
            : Broken(changed, element);
    }

    private static bool IsValid(Schema schema, JsonElement element)
    {
        try
        {
            return schema.Compiled.IsValid(element);
        }
        catch (SchemaLimitExceededException)
        {
            return false;
        }
    }

    private static IReadOnlyList<(string Rule, string Message)> Broken(Schema schema, JsonElement element)
    {
        try
        {
            return
            [
                .. schema
                    .Compiled.Evaluate(element)
                    .Violations.Take(ImportLimits.ErrorsPerRow)
                    .Select(violation =>
                        (Rule: BrokenRule.Name(violation.InstanceLocation, violation.Keyword), Message: $"{violation}")
                    )
                    .DistinctBy(violation => violation.Rule),
            ];
        }
        catch (SchemaLimitExceededException cause)
        {
            return [("limit", cause.Message)];
        }
    }
}

/// <summary>How far the counting is.</summary>
/// <param name="Checked">The items checked.</param>
/// <param name="Total">Of so many.</param>
/// <param name="Invalid">Those that would become invalid.</param>
public sealed record SchemaImpactProgress(long Checked, long Total, long Invalid);
