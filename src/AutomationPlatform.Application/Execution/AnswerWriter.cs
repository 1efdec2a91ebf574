using System.Threading.Channels;
using AutomationPlatform.Domain.Execution;
using Microsoft.Extensions.Logging;

namespace AutomationPlatform.Application.Execution;

/// <summary>Writes the answers of a run: all that have come meanwhile, grouped by claim, in one transaction each.</summary>
/// <remarks>While one transaction is under way the next answers gather, so a slow database makes larger groups by itself.</remarks>
internal sealed class AnswerWriter(IWorkQueue queue, OpenRun run, WorkerTotals totals, ILogger logger)
{
    private readonly Channel<(Claim Claim, WorkerIdentity Worker, Answer Answer)> answers = Channel.CreateUnbounded<(
        Claim,
        WorkerIdentity,
        Answer
    )>(new UnboundedChannelOptions { SingleReader = true });

    internal void Add(Claim claim, WorkerIdentity worker, Answer answer) =>
        answers.Writer.TryWrite((claim, worker, answer));

    internal void Complete() => answers.Writer.TryComplete();

    internal async Task WriteAllAsync(Func<int, CancellationToken, Task> written, CancellationToken cancellationToken)
    {
        while (await answers.Reader.WaitToReadAsync(cancellationToken))
        {
            List<(Claim Claim, WorkerIdentity Worker, Answer Answer)> gathered = [];
            while (gathered.Count < ExecutionDefaults.ChunkSize && answers.Reader.TryRead(out var next))
                gathered.Add(next);
            foreach (var group in gathered.GroupBy(a => (a.Claim.Id, a.Worker)))
                await WriteAsync(group.Key.Id, group.Key.Worker, [.. group.Select(a => a.Answer)], cancellationToken);
            await written(gathered.Count, cancellationToken);
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
