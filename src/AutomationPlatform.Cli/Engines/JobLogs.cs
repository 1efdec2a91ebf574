using System.Text;
using AutomationPlatform.Application.Orchestration;
using AutomationPlatform.Cli.Console;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Cli.Engines;

/// <summary>The logs that engines keep of the jobs of a run.</summary>
internal sealed class JobLogs(Platform platform, Terminal terminal, RunId run)
{
    /// <summary>How often a log that is followed is read on: every second.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    /// <summary>The most of a log that one document holds, in characters: 16 Mi.</summary>
    private const int WholeLimit = 16 * 1024 * 1024;

    /// <summary>The jobs, or the one of a shard.</summary>
    /// <exception cref="Application.NotFoundException">There is none.</exception>
    internal async Task<IReadOnlyList<RunInstance>> FindAsync(int? shard, CancellationToken cancellationToken)
    {
        var instances = await platform.Submissions.ListInstancesAsync(run, cancellationToken);
        var wanted = instances.Where(instance => shard is null || instance.Shard == shard).ToList();
        return wanted.Count > 0
            ? wanted
            : throw new Application.NotFoundException(
                $"run {run}: it has no job {(shard is null ? "" : $"of shard {shard} ")}in an engine; "
                    + $"its jobs are shown by: apc runs show {run}"
            );
    }

    /// <summary>A log in one piece, its first <see cref="WholeLimit"/> characters.</summary>
    internal async Task<string> ReadAsync(RunInstance instance, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        await foreach (var piece in PiecesAsync(instance, isFollowed: false, cancellationToken))
            if (text.Append(piece).Length > WholeLimit)
            {
                terminal.Note(
                    $"warning: the log of job {instance.ExternalId} is cut after {Figures.Size(WholeLimit)}; without --json it is whole"
                );
                text.Length = WholeLimit;
                break;
            }
        return text.ToString();
    }

    /// <summary>Writes the logs one after the other, each as it is read. One that cannot be read is told, and the next comes.</summary>
    /// <returns>Whether all could be read.</returns>
    internal async Task<bool> WriteAsync(
        IReadOnlyList<RunInstance> instances,
        bool isFollowed,
        CancellationToken cancellationToken
    )
    {
        var whole = true;
        foreach (var instance in instances)
        {
            if (instances.Count > 1)
                terminal.Say(
                    $"== {(instance.Shard is { } shard ? $"shard {shard}, " : "")}job {instance.ExternalId} in '{instance.Engine}'"
                );
            try
            {
                await WriteAsync(instance, isFollowed, cancellationToken);
            }
            catch (EngineException trouble) when (instances.Count > 1)
            {
                terminal.Note($"warning: {trouble.Message}");
                whole = false;
            }
        }
        return whole;
    }

    private async Task WriteAsync(RunInstance instance, bool isFollowed, CancellationToken cancellationToken)
    {
        var rest = "";
        await foreach (var piece in PiecesAsync(instance, isFollowed, cancellationToken))
        {
            var lines = (rest + piece).Split('\n');
            foreach (var line in lines[..^1])
                Say(line);
            rest = lines[^1];
        }
        if (rest.Length > 0)
            Say(rest);
    }

    // A tab would be shown as what it is in code, since it acts on a terminal.
    private void Say(string line) => terminal.Say(line.TrimEnd('\r').Replace("\t", "    "));

    // What has ended is read once more after it was seen to have, so that its last words are not missed.
    private async IAsyncEnumerable<string> PiecesAsync(
        RunInstance instance,
        bool isFollowed,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var offset = 0L;
        while (true)
        {
            var hasEnded = !isFollowed || await HasEndedAsync(instance, cancellationToken);
            var piece = await platform.ReadJobLog.ExecuteAsync(instance, offset, cancellationToken);
            offset = piece.Next;
            if (piece.Text.Length > 0)
                yield return piece.Text;
            else if (hasEnded)
                yield break;
            else
                await Task.Delay(Pace, terminal.Clock, cancellationToken);
        }
    }

    private async Task<bool> HasEndedAsync(RunInstance instance, CancellationToken cancellationToken)
    {
        var now = await platform.Submissions.ListInstancesAsync(run, cancellationToken);
        return now.FirstOrDefault(each => each.Id == instance.Id)?.Status.IsFinished() ?? true;
    }
}
