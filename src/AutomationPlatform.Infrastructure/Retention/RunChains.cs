namespace AutomationPlatform.Infrastructure.Retention;

/// <summary>Which runs belong together because they restart one another. Not thread-safe.</summary>
internal sealed class RunChains
{
    private readonly Dictionary<Guid, Guid> leaders = [];

    internal RunChains(IEnumerable<(Guid Run, Guid Parent)> restarts)
    {
        foreach (var (run, parent) in restarts)
            leaders[Leader(run)] = Leader(parent);
        Members = leaders.Keys.Concat(leaders.Values).Distinct().ToLookup(Leader);
    }

    /// <summary>The runs of each chain by its leader; a run that nothing restarts is in none.</summary>
    internal ILookup<Guid, Guid> Members { get; }

    /// <summary>The run that stands for the chain of this one: itself where it is alone.</summary>
    internal Guid Leader(Guid run)
    {
        while (leaders.TryGetValue(run, out var next) && next != run)
            run = next;
        return run;
    }

    /// <summary>Whether all runs of its chain are of these.</summary>
    internal bool IsWithin(Guid run, IReadOnlySet<Guid> runs) => Members[Leader(run)].All(runs.Contains);
}
