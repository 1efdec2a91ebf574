using AutomationPlatform.Application.Privacy;
using AutomationPlatform.Cli.Console;

namespace AutomationPlatform.Cli.Items;

/// <summary>What the commands say that erase something.</summary>
internal static class Erasures
{
    /// <summary><c>the payload, 2 results and 1 log</c>.</summary>
    internal static string Words(Erasure erasure)
    {
        List<string> parts = [];
        if (erasure.Payload)
            parts.Add("the payload");
        if (erasure.Results > 0)
            parts.Add(Figures.Count(erasure.Results, "result", "results"));
        if (erasure.Logs > 0)
            parts.Add(Figures.Count(erasure.Logs, "log", "logs"));
        return parts.Count < 2 ? string.Concat(parts) : $"{string.Join(", ", parts[..^1])} and {parts[^1]}";
    }

    /// <summary>Says what was erased, or would be, and what it does not reach.</summary>
    internal static void Tell(Invocation call, string thing, Guid id, Erasure erasure, bool isTrial)
    {
        if (call.Json)
            call.WriteJson(
                new ErasureDocument(
                    id,
                    erasure.Payload,
                    erasure.Results,
                    erasure.Logs,
                    erasure.Changed,
                    erasure.Archives,
                    isTrial
                )
            );
        else
            call.Terminal.Say($"{Words(erasure)} of {thing} {(isTrial ? "would be erased" : "erased")}.");
        if (erasure.Changed > 0)
            call.Terminal.Note(
                $"warning: {Figures.Count(erasure.Changed, "value was", "values were")} not what the hash says: somebody "
                    + "had changed the database; the hash stays and proves it"
            );
        if (erasure.Archives.Count > 0)
            call.Terminal.Note($"Archives may hold it still: {string.Join(", ", erasure.Archives)}");
    }
}
