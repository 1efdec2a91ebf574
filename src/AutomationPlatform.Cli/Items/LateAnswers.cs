using AutomationPlatform.Application.Execution;
using AutomationPlatform.Cli.Console;

namespace AutomationPlatform.Cli.Items;

/// <summary>Answers that came when the item had been given to another; shown beside its story.</summary>
internal static class LateAnswers
{
    internal static void Write(Terminal terminal, ItemExecutionDetails item)
    {
        if (item.LateAnswers.Count == 0)
            return;
        var table = new Listing("late answer to attempt", "worker", "received", "outcome");
        foreach (var late in item.LateAnswers)
            table.Add(late.Attempt, late.Worker, late.ReceivedAt, late.Outcome);
        terminal.Say("");
        table.WriteTo(terminal.Output);
    }
}
