using System.Globalization;
using System.Text.RegularExpressions;
using AutomationPlatform.IntegrationTests.Databases;

namespace AutomationPlatform.IntegrationTests.Simulation;

/// <summary>Workers under every fault that a seed makes, on every database.</summary>
/// <remarks><c>APC_SIMULATION_SEEDS=FROM..TO</c>, or one seed, plays others than those of every day.</remarks>
public abstract class SimulationTests(Func<TestDatabase> newDatabase, int seeds)
{
    private const string Variable = "APC_SIMULATION_SEEDS";

    /// <summary>So many seeds share a database: the checks read whole tables, which must not grow without end.</summary>
    private const int SeedsOfADatabase = 50;

    [Fact]
    public async Task No_seed_loses_doubles_or_forgets_an_item()
    {
        var (from, to) = Seeds();
        for (var first = from; first <= to; first += SeedsOfADatabase)
            await PlayAsync([.. Enumerable.Range(first, Math.Min(SeedsOfADatabase, to - first + 1))]);
    }

    [Fact]
    public async Task The_same_seed_is_the_same_story()
    {
        var stories = await PlayAsync([42, 42]);

        Assert.NotEmpty(stories[0]);
        Assert.Equal(stories[0], stories[1]);
    }

    protected async Task<IReadOnlyList<IReadOnlyList<string>>> PlayAsync(int[] chosen)
    {
        await using var database = newDatabase();
        await database.InitializeAsync();
        await using var stage = await SimulationStage.OpenAsync(database);
        List<IReadOnlyList<string>> stories = [];
        foreach (var seed in chosen)
            stories.Add(await Simulator.PlayAsync(stage, seed));
        Assert.Empty(await stage.ExamineAsync());
        return stories;
    }

    private (int From, int To) Seeds()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } asked)
            return (1, seeds);
        var ends = asked.Split("..").Select(end => int.Parse(end, CultureInfo.InvariantCulture)).ToArray();
        return (ends[0], ends[^1]);
    }
}

public sealed class SqliteSimulation() : SimulationTests(() => new SqliteTestDatabase(), seeds: 1_000)
{
    [Fact]
    public async Task The_seeds_of_every_day_meet_every_fault()
    {
        var story = (await PlayAsync([.. Enumerable.Range(1, 100)])).SelectMany(lines => lines).ToList();

        string[] faults =
        [
            "claims .* committed, reply lost",
            "claims .* refused",
            "answers .* committed, reply lost",
            "answers .* and claims .* committed, reply lost",
            "repeats: answers .* late",
            "repeats: claims .*@",
            "renews: lease lost",
            "[1-9] lost",
            "[1-9] due",
            "is killed by",
            "crashes",
            "is stopped",
            "w. leaves",
            "operator pauses$",
            "operator retries$",
            "operator cancels$",
            "=Release",
            "=Cancel",
        ];
        Assert.All(faults, fault => Assert.Contains(story, line => Regex.IsMatch(line, fault)));
    }
}

public sealed class PostgreSqlSimulation() : SimulationTests(() => new PostgreSqlTestDatabase(), seeds: 100);
