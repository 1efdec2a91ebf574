namespace AutomationPlatform.Application.Audit;

/// <summary>What a verification looked at and found. Not thread-safe while it is filled.</summary>
public sealed class AuditReport
{
    /// <summary>Findings beyond so many are not kept: 100.</summary>
    public const int FindingLimit = 100;

    private readonly List<AuditFinding> findings = [];
    private readonly Dictionary<AuditedState, long> runs = [];

    /// <summary>What is wrong, the first of each run and of each chain.</summary>
    public IReadOnlyList<AuditFinding> Findings => findings;

    /// <summary>How many runs stand with each state.</summary>
    public IReadOnlyDictionary<AuditedState, long> Runs => runs;

    /// <summary>How many batch executions.</summary>
    public long Batches { get; internal set; }

    /// <summary>How many item executions, each with its item.</summary>
    public long Items { get; internal set; }

    /// <summary>How many rows of history.</summary>
    public long HistoryRows { get; internal set; }

    /// <summary>How many values were erased; their hashes stand.</summary>
    public long Erased { get; internal set; }

    /// <summary>How many item executions have something from before there were hashes.</summary>
    public long Unhashed { get; internal set; }

    /// <summary>How many seals.</summary>
    public long Seals { get; internal set; }

    /// <summary>How many of them are signed and were checked with their key.</summary>
    public long Signed { get; internal set; }

    /// <summary>How many entries of the log have their place in its chain; null when it was not looked at.</summary>
    public long? Entries { get; internal set; }

    /// <summary>The heads of both chains.</summary>
    public AuditHead Head { get; internal set; } = new(null, null);

    /// <summary>Why the verification left no entry in the log; null when it did.</summary>
    public string? NotLogged { get; internal set; }

    internal void Add(AuditFinding finding)
    {
        if (findings.Count < FindingLimit)
            findings.Add(finding);
    }

    /// <summary>What is said of a run that left into an archive: its file has to be verified.</summary>
    public static AuditReport OfArchivedRun()
    {
        var report = new AuditReport();
        report.Count(AuditedState.Archived);
        return report;
    }

    internal void Count(AuditedState state, long more = 1) => runs[state] = runs.GetValueOrDefault(state) + more;
}
