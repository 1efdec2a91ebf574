using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace AutomationPlatform.Application.Execution;

/// <summary>Writes the answers of a run: all that have come meanwhile, grouped by claim, in one transaction each.</summary>
/// <remarks>While one transaction is under way the next answers gather, so a slow database makes larger groups by itself.</remarks>
internal sealed class AnswerWriter(IWorkQueue queue, OpenRun run, WorkerTotals totals, ILogger logger)
{
    private readonly Channel<Entry> answers = Channel.CreateUnbounded<Entry>(
        new UnboundedChannelOptions { SingleReader = true }
    );

    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal void Add(Claim claim, WorkerIdentity worker, Answer answer) =>
        answers.Writer.TryWrite(new Entry(claim, worker, answer, Written: null));

    /// <summary>Adds an answer and waits until it was written, or nothing is written any more.</summary>
    internal Task AddAndWaitAsync(Claim claim, WorkerIdentity worker, Answer answer)
    {
        var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        answers.Writer.TryWrite(new Entry(claim, worker, answer, written));
        return Task.WhenAny(written.Task, ended.Task);
    }

    internal void Complete() => answers.Writer.TryComplete();

    internal async Task WriteAllAsync(Func<int, CancellationToken, Task> written, CancellationToken cancellationToken)
    {
        try
        {
            while (await answers.Reader.WaitToReadAsync(cancellationToken))
            {
                List<Entry> gathered = [];
                while (gathered.Count < ExecutionDefaults.ChunkSize && answers.Reader.TryRead(out var next))
                    gathered.Add(next);
                foreach (var group in gathered.GroupBy(a => (a.Claim.Id, a.Worker)))
                    await WriteAsync(
                        group.Key.Id,
                        group.Key.Worker,
                        [.. group.Select(a => a.Answer)],
                        cancellationToken
                    );
                foreach (var entry in gathered)
                    entry.Written?.TrySetResult();
                await written(gathered.Count, cancellationToken);
            }
        }
        finally
        {
            ended.TrySetResult();
        }
    }

    private async Task WriteAsync(
        ClaimId claim,
        WorkerIdentity worker,
        IReadOnlyList<Answer> group,
        CancellationToken cancellationToken
    )
    {
        var taken = await DatabasePatience.KeepTryingAsync(
            () => queue.AnswerAsync(new ChunkAnswers(claim, run.Id, worker, group), next: null, cancellationToken),
            logger,
            cancellationToken
        );
        totals.Add(group.Count - taken.Refused.Count, taken.Refused.Count);
        ExecutionMeters.Answered(run.AutomationName, group, taken.Refused);
        if (taken.Refused.Count > 0)
            WorkerLog.LateAnswers(logger, taken.Refused.Count, run.Id);
    }

    private readonly record struct Entry(
        Claim Claim,
        WorkerIdentity Worker,
        Answer Answer,
        TaskCompletionSource? Written
    );
}

/// <summary>What a worker has answered so far. Thread-safe.</summary>
internal sealed class WorkerTotals
{
    private long answered;
    private long late;

    internal WorkerReport Report => new(Interlocked.Read(ref answered), Interlocked.Read(ref late));

    internal void Add(int accepted, int refused)
    {
        Interlocked.Add(ref answered, accepted);
        Interlocked.Add(ref late, refused);
    }
}
