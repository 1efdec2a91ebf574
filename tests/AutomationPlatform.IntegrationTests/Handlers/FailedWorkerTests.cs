using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.IntegrationTests.Simulation;
using AutomationPlatform.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace AutomationPlatform.IntegrationTests.Handlers;

/// <summary>A worker that ends by an error in the middle of its work.</summary>
public sealed class FailedWorkerTests
{
    [Fact]
    public async Task What_a_failed_worker_had_begun_is_lost_and_not_given_back_as_if_it_had_not()
    {
        var begun = new TaskCompletionSource();
        var end = new TaskCompletionSource();
        await using var platform = await TestPlatform.StartAsync(p =>
            p.AddItemHandler(
                "Automation",
                async (_, _) =>
                {
                    begun.SetResult();
                    await end.Task;
                    return null;
                }
            )
        );
        var run = await platform.StartRunAsync(new RunData { Items = [1] });
        var worker = new Worker(
            new BlindOnceBegun(platform.Get<IWorkQueue>(), begun.Task),
            platform.Get<IRunControl>(),
            platform.Get<IRunContextReader>(),
            platform.Get<IItemRunnerFactory>(),
            platform.Get<IWorkSignal>(),
            platform.Clock,
            NullLogger<Worker>.Instance
        );

        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            worker.RunAsync(new WorkerOptions(), stop: TestContext.Current.CancellationToken)
        );
        end.SetResult();

        // Of one attempt, and nobody can say whether it was done: given back, it would be done a second time.
        var item = (await platform.ItemsAsync(run, TestContext.Current.CancellationToken))[0];
        Assert.Equal((ExecutionStatus.Failed, ErrorCodes.UnknownOutcome), (item.Status, item.ErrorCode));
    }

    private sealed class BlindOnceBegun(IWorkQueue queue, Task begun) : BrokenQueue(queue)
    {
        private int looks;

        public override async Task<IReadOnlyList<OpenRun>> ListOpenRunsAsync(CancellationToken cancellationToken)
        {
            if (looks++ == 0)
                return await base.ListOpenRunsAsync(cancellationToken);
            await begun;
            throw new InvalidOperationException("It sees nothing any more.");
        }
    }
}
