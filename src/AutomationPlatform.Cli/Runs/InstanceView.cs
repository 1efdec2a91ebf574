using AutomationPlatform.Application.Orchestration;
using AutomationPlatform.Cli.Console;
using AutomationPlatform.Domain.Orchestration;

namespace AutomationPlatform.Cli.Runs;

/// <summary>The jobs of a run in engines, where they run and how they stand.</summary>
internal static class InstanceView
{
    internal static void Write(Terminal terminal, IReadOnlyList<RunInstance> instances)
    {
        if (instances.Count == 0)
            return;
        var table = new Listing("engine", "#shard", "job", "status", "state", "observed", "node", "took", "message");
        foreach (var instance in instances)
            table.Add(
                instance.Engine,
                instance.Shard is { } shard ? (Cell)(long)shard : Cell.Nothing,
                new Cell(instance.ExternalId, IsWhole: true),
                Statuses.Cell(instance.Status),
                instance.Metadata.State,
                new Cell(instance.Observation.ToString().ToUpperInvariant(), IsWhole: true),
                instance.Metadata.Node,
                new Cell(
                    instance.DurationSeconds is { } seconds
                        ? Figures.Duration(TimeSpan.FromSeconds(seconds))
                        : Cell.Nothing,
                    IsWhole: true
                ),
                instance.Metadata.Trouble is { } trouble
                    ? $"{trouble.Asked}: {trouble.Answer}"
                    : instance.Metadata.Message ?? instance.Metadata.Url ?? instance.Metadata.Log
            );
        terminal.Say("");
        table.WriteTo(terminal.Output);
    }
}
