using AutomationPlatform.Domain;

namespace AutomationPlatform.Application.Definition;

/// <summary>Gathers rejected rows: the first whole, all counted, each written to its file when rows are skipped.</summary>
internal sealed class RejectCollector(IInputFiles files, bool writesFiles) : IDisposable
{
    private const string Others = "(other rules)";

    private readonly List<RejectedRow> first = [];
    private readonly Dictionary<string, long> byRule = new(StringComparer.Ordinal);
    private readonly List<string> written = [];
    private IRejectedRowsFile? file;
    private string? inputPath;

    internal long Count { get; private set; }

    internal void Add(string path, InputRow row, ValueList<RowError> errors)
    {
        var rejected = new RejectedRow(path, row.Line, errors);
        Count++;
        if (first.Count < ImportLimits.ShownRejects)
            first.Add(rejected);
        foreach (
            var rule in errors
                .Select(error => BrokenRule.Name(error.Pointer, error.Keyword))
                .Distinct(StringComparer.Ordinal)
        )
            CountRule(rule);
        if (writesFiles)
            FileOf(path).Write(rejected, row.Json.Span);
    }

    internal RejectReport Report() =>
        Count == 0
            ? RejectReport.None
            : new RejectReport(Count, first, [.. byRule.OrderByDescending(rule => rule.Value)], written);

    public void Dispose() => file?.Dispose();

    private void CountRule(string rule)
    {
        var counted = byRule.ContainsKey(rule) || byRule.Count < ImportLimits.CountedRules ? rule : Others;
        byRule[counted] = byRule.GetValueOrDefault(counted) + 1;
    }

    private IRejectedRowsFile FileOf(string path)
    {
        if (file is not null && inputPath == path)
            return file;
        file?.Dispose();
        file = files.CreateRejectedRows(path);
        inputPath = path;
        written.Add(file.Path);
        return file;
    }
}
