using AutomationPlatform.Domain;

namespace AutomationPlatform.Application.Definition;

/// <summary>One rule that a row breaks. A value.</summary>
/// <param name="Pointer">Where in the row: a JSON Pointer, empty for the row as a whole.</param>
/// <param name="Keyword">The schema keyword, or <c>json</c>, <c>too-large</c>, <c>storable</c>, <c>key</c>, <c>limit</c>.</param>
/// <param name="Message">The rule as a sentence, without its full stop. Values the schema calls sensitive are not shown.</param>
public sealed record RowError(string Pointer, string Keyword, string Message)
{
    /// <summary>The rule after its place.</summary>
    public override string ToString() => Pointer.Length == 0 ? Message : $"{Pointer}: {Message}";
}

/// <summary>A row that was not imported, and why. A value.</summary>
/// <param name="File">The input file.</param>
/// <param name="Line">The line the row begins on, from 1.</param>
/// <param name="Errors">Every rule it breaks, at most <see cref="ImportLimits.ErrorsPerRow"/>.</param>
public sealed record RejectedRow(string File, long Line, ValueList<RowError> Errors)
{
    /// <summary>File, line and every broken rule, on one line.</summary>
    public override string ToString() => $"{File}:{Line}: {string.Join("; ", Errors)}";
}

/// <summary>What was rejected: the first rows whole, all of them counted by rule.</summary>
/// <param name="Count">How many rows were rejected.</param>
/// <param name="First">The first of them, at most <see cref="ImportLimits.ShownRejects"/>.</param>
/// <param name="ByRule">Rows by broken rule (<c>pointer keyword</c>), most frequent first.</param>
/// <param name="Files">The files that hold the rejected rows, when they were skipped.</param>
public sealed record RejectReport(
    long Count,
    IReadOnlyList<RejectedRow> First,
    IReadOnlyList<KeyValuePair<string, long>> ByRule,
    IReadOnlyList<string> Files
)
{
    /// <summary>Nothing was rejected.</summary>
    public static RejectReport None { get; } = new(0, [], [], []);
}

/// <summary>Rows break the rules, so nothing was imported.</summary>
public sealed class RejectedRowsException : InvalidInputException
{
    private const int ShownRules = 5;

    /// <summary>Says the first row and how many there are.</summary>
    /// <param name="report">What was rejected; at least one row.</param>
    /// <param name="remedy">What to do.</param>
    public RejectedRowsException(RejectReport report, string remedy)
        : base(Describe(report, remedy)) => Report = report;

    /// <summary>What was rejected.</summary>
    public RejectReport Report { get; }

    /// <inheritdoc/>
    public override string LoggedMessage =>
        $"{Report.Count} rejected rows: {string.Join(", ", Report.ByRule.Take(ShownRules).Select(rule => $"{rule.Key} ({rule.Value})"))}";

    private static string Describe(RejectReport report, string remedy)
    {
        ArgumentNullException.ThrowIfNull(report);
        var others = report.Count == 1 ? "" : $" (and {report.Count - 1} more rejected rows)";
        return $"{report.First[0]}{others}; nothing was imported: {remedy}";
    }
}
