namespace AutomationPlatform.Domain;

/// <summary>Fields and the values they must have, all of them. A value, immutable.</summary>
/// <example><c>Filter.Where("status", ExecutionStatus.Failed).And("runId", run.Id)</c></example>
public sealed class Filter
{
    private Filter(IReadOnlyList<KeyValuePair<string, object?>> conditions) => Conditions = conditions;

    /// <summary>The conditions in the order they were given.</summary>
    public IReadOnlyList<KeyValuePair<string, object?>> Conditions { get; }

    /// <summary>A filter of one condition.</summary>
    /// <param name="field">The field as in code or JSON (<c>runId</c>) or as in the database (<c>run_id</c>).</param>
    /// <param name="value">The value it must equal; null matches rows without one.</param>
    public static Filter Where(string field, object? value) => new([new(field, value)]);

    /// <summary>This filter and one more condition.</summary>
    public Filter And(string field, object? value) => new([.. Conditions, new(field, value)]);
}
