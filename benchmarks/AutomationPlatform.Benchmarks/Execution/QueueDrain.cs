using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Benchmarks.Execution;

/// <summary>Claims and completes through the queue's port alone, without a worker around it.</summary>
internal static class QueueDrain
{
    internal static async Task RunAsync(IWorkQueue queue, RunId run, int chunk)
    {
        var worker = new WorkerIdentity(new(Guid.CreateVersion7()), "benchmark:1", "localhost", 1, Shard: null);
        await queue.JoinAsync(worker, ExecutionDefaults.Lease, CancellationToken.None);
        var claims = 0;
        var claim = await queue.ClaimAsync(Next(-1), CancellationToken.None);
        while (claim.Items.Count > 0)
        {
            var answers = claim.Items.Select(i => new Answer(i, AnswerKind.Complete) { Result = "{}" }).ToArray();
            var next = Next(++claims % ExecutionDefaults.ClaimsPerRound == 0 ? -1 : claim.Items[^1].Position);
            var taken = await queue.AnswerAsync(new(claim.Id, run, worker, answers), next, CancellationToken.None);
            claim = taken.Next!;
        }
        await queue.LeaveAsync(worker, CancellationToken.None);

        ClaimRequest Next(long after) => new(new(Guid.CreateVersion7()), worker, run, after, chunk);
    }
}
