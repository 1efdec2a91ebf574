using AutomationPlatform.Domain.Orchestration;

namespace AutomationPlatform.Application.Orchestration;

/// <summary>The looks that a process has begun and not ended. Not thread-safe.</summary>
internal sealed class TurnsUnderWay
{
    private readonly List<(EngineId Engine, Task Turn)> turns = [];

    /// <summary>How many more may be begun.</summary>
    internal int Room
    {
        get
        {
            turns.RemoveAll(each => each.Turn.IsCompleted);
            return Math.Max(0, EngineDefaults.Turns - turns.Count);
        }
    }

    /// <summary>The engines that have their share: one that does not answer leaves room for others.</summary>
    internal IEnumerable<EngineId> Full =>
        from each in turns
        group each by each.Engine into ofEngine
        where ofEngine.Count() >= EngineDefaults.TurnsPerEngine
        select ofEngine.Key;

    /// <summary>Adds one that throws nothing.</summary>
    internal void Add(EngineId engine, Task turn) => turns.Add((engine, turn));

    /// <summary>Waits for their ends.</summary>
    internal Task EndAsync() => Task.WhenAll(turns.Select(each => each.Turn));
}
