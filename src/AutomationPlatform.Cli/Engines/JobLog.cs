using System.Runtime.CompilerServices;
using AutomationPlatform.Application.Orchestration;
using AutomationPlatform.Cli.Console;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Cli.Engines;

/// <summary>The log that an engine keeps of one job of a run, read once from its beginning.</summary>
internal sealed class JobLog(Platform platform, Terminal terminal, RunId run, RunInstance instance)
{
    /// <summary>How often a log that is followed is read on: every second.</summary>
    internal static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    /// <summary>What the time to the next try grows to while a log that is followed cannot be read: 30 s.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly TroubleNotes notes = new(terminal, run);
    private TimeSpan pause = Pace;
    private int failures;
    private long offset;

    /// <summary>What was written by now, in pieces.</summary>
    /// <exception cref="EngineException">The engine cannot be asked, refuses, or has no log of it.</exception>
    internal async IAsyncEnumerable<string> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (await ReadOnAsync(cancellationToken) is { Length: > 0 } piece)
            yield return piece;
    }

    /// <summary>What is written until the job has ended, in pieces.</summary>
    /// <exception cref="EngineException">The job has ended, and the rest of its log is not to be had.</exception>
    internal async IAsyncEnumerable<string> FollowAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            // What has ended is read once more after it was seen to have, so that its last words are not missed.
            var hasEnded = await HasEndedAsync(cancellationToken);
            var piece = hasEnded ? await ReadOnAsync(cancellationToken) : await TryReadOnAsync(cancellationToken);
            if (piece.Length > 0)
                yield return piece;
            else if (hasEnded)
                yield break;
            else
                await Task.Delay(pause, terminal.Clock, cancellationToken);
        }
    }

    private async Task<string> ReadOnAsync(CancellationToken cancellationToken)
    {
        var piece = await platform.ReadJobLog.ExecuteAsync(instance, offset, cancellationToken);
        offset = piece.Next;
        return piece.Text;
    }

    // Of a job that goes on, trouble is no end: it has not begun to write, or its engine is away for a while.
    private async Task<string> TryReadOnAsync(CancellationToken cancellationToken)
    {
        try
        {
            var piece = await ReadOnAsync(cancellationToken);
            (failures, pause) = (0, Pace);
            return piece;
        }
        catch (EngineException trouble)
        {
            notes.Tell($"{trouble.Message}; job {instance.ExternalId} has not ended, so it is tried again");
            pause = PauseAfter(trouble);
            return "";
        }
    }

    private TimeSpan PauseAfter(EngineException trouble)
    {
        var own = Pace * Math.Pow(2, Math.Min(failures++, 10));
        var longest = own < LongestPause ? own : LongestPause;
        return trouble.RetryAfter is { } asked && asked > longest ? asked : longest;
    }

    private async Task<bool> HasEndedAsync(CancellationToken cancellationToken)
    {
        var now = await platform.Submissions.ListInstancesAsync(run, cancellationToken);
        return now.FirstOrDefault(each => each.Id == instance.Id)?.Status.IsFinished() ?? true;
    }
}
