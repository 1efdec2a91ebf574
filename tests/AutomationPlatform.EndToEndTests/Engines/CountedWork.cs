namespace AutomationPlatform.EndToEndTests.Engines;

/// <summary>An automation <c>T</c> whose items are numbers, and whose worker writes down each that it has done.</summary>
internal static class CountedWork
{
    private const string Reported = "reported.sh";
    private const string Ran = "ran";

    /// <summary>Defines it.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="items">How many numbers there are.</param>
    /// <param name="body">What is done for each, in the shell.</param>
    internal static async Task DefineAsync(TestFolder folder, int items, string body)
    {
        Directory.CreateDirectory(folder.At(Ran));
        folder.Write(
            Reported,
            $$$"""
            while read -r line; do
                case $line in '{"cancel"'*) continue ;; esac
                id=${line#*'"id":"'} id=${id%%'"'*}
                n=${line#*'"sequenceNumber":'} n=${n%%,*}
                {{{body}}}
                echo "$n" >>{{{Ran}}}/$(hostname)-$$
                printf '{"id":"%s","result":{}}\n' "$id"
            done

            """
        );
        folder.Write("rows.jsonl", string.Concat(Enumerable.Range(0, items).Select(n => $"{{\"n\":{n}}}\n")));
        folder.Write(
            "automation.yaml",
            $"""
            name: T
            handler: {"{"}worker: [sh, {Reported}]{"}"}
            concurrency: 2
            retry: {"{"}maxAttempts: 3, initialDelay: 10ms{"}"}
            input: [{"{"}file: rows.jsonl, batch: B{"}"}]

            """
        );
        (await folder.ApcAsync("apply", "-f", "automation.yaml")).AssertDone();
    }

    /// <summary>What was written down, by all workers.</summary>
    internal static IReadOnlyList<string> RanIn(TestFolder folder) =>
        [.. Directory.GetFiles(folder.At(Ran)).SelectMany(File.ReadAllLines)];
}
