using AutomationPlatform.Cli.Console;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Cli.Engines;

/// <summary>Tells troubles as they come, each once and only the first few: what goes wrong again and again, or in a thousand
/// jobs, drowns nothing else.</summary>
internal sealed class TroubleNotes(Terminal terminal, RunId run)
{
    /// <summary>How many are told: 5. Of what comes beyond, only that it came.</summary>
    internal const int Limit = 5;

    private readonly HashSet<string> told = new(StringComparer.Ordinal);
    private bool hasMore;

    /// <summary>Tells those that are new.</summary>
    internal void Tell(params IEnumerable<string> troubles)
    {
        var untold = 0;
        foreach (var trouble in troubles.Distinct().Where(each => !told.Contains(each)))
            if (told.Count == Limit)
                untold++;
            else
                Tell(trouble);
        if (untold == 0 || hasMore)
            return;
        hasMore = true;
        terminal.Note($"and {Figures.Number(untold)} more; from now on trouble is shown by: apc runs show {run}");
    }

    private void Tell(string trouble)
    {
        told.Add(trouble);
        terminal.Note(trouble);
    }
}
