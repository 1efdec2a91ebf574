using AutomationPlatform.Benchmarks.Execution.Limit;

namespace AutomationPlatform.Benchmarks.Execution.Contenders;

/// <summary>The child's side of a measurement: says "ready", works when told "go", says "done", leaves when told "end".</summary>
/// <remarks>The programs below <c>benchmarks/peers</c> speak the same.</remarks>
internal static class ContenderHost
{
    /// <summary>The argument that leaves hashes and seals out, to tell what they cost.</summary>
    internal const string WithoutHashes = "--without-hashes";

    /// <summary>The runtime switch that the argument sets.</summary>
    internal const string Switch = "AutomationPlatform.Benchmarks.WithoutHashes";

    private static readonly Dictionary<string, Func<ContenderOptions, IContender>> Contenders = new(
        StringComparer.Ordinal
    )
    {
        ["engine"] = options => new EngineContender(options),
        ["queue"] = options => new QueueContender(options),
        ["limit"] = options => new PostgreSqlLimit(options),
        ["sqlite-limit"] = options => new SqliteLimit(options),
    };

    internal static async Task<int> RunAsync(string[] args)
    {
        AppContext.SetSwitch(Switch, args.Contains(WithoutHashes));
        await using var contender = Contenders[args[0]](ContenderOptions.Parse(args));
        Console.WriteLine($"ready {await contender.PrepareAsync()}");
        if (!Hears("go"))
            return 1;
        await contender.WorkAsync();
        Console.WriteLine("done");
        return Hears("end") ? 0 : 1;
    }

    private static bool Hears(string word) => Console.ReadLine() == word;
}
