using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace AutomationPlatform.Application.Orchestration;

/// <summary>Listens to engines that tell of changes, and makes what has changed due at once. Nothing depends on it: what is not
/// heard is found by the next poll. Thread-safe.</summary>
internal sealed class ChangeWatches(ISubmissionStore submissions, TimeProvider clock, ILogger logger) : IAsyncDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly ConcurrentDictionary<Guid, Task> open = new();

    /// <summary>Listens for a change of a job, unless it does so already or listens to too many.</summary>
    internal void Begin(Guid submission, IEngineClient client, EngineJob job, string revision)
    {
        if (open.Count >= EngineDefaults.WatchLimit || stop.IsCancellationRequested)
            return;
        var begin = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (open.TryAdd(submission, ListenAsync(begin.Task, submission, client, job, revision)))
            begin.SetResult();
        else
            begin.SetCanceled(stop.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await Task.WhenAll(open.Values);
        stop.Dispose();
    }

    // An end without a word is trouble of the watch alone: the job is polled, and listened to again after that.
    private async Task ListenAsync(Task begin, Guid submission, IEngineClient client, EngineJob job, string revision)
    {
        try
        {
            await begin;
            using var limit = new CancellationTokenSource(EngineDefaults.Watch, clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stop.Token);
            await client.WaitForChangeAsync(job, revision, either.Token);
            await submissions.NoteChangeAsync(submission, either.Token);
        }
        catch (OperationCanceledException)
        {
            // Nothing was told in time, or this process ends, or somebody listens already.
        }
        catch (Exception trouble) when (trouble is EngineException or DatabaseUnavailableException)
        {
            EngineLog.WatchEnded(logger, submission, trouble.Message);
        }
        finally
        {
            if (begin.IsCompletedSuccessfully)
                open.TryRemove(submission, out _);
        }
    }
}
