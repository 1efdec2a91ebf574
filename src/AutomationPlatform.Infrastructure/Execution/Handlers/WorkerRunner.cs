using System.Runtime.Versioning;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Infrastructure.Execution.Handlers.Processes;
using Microsoft.Extensions.Logging;

namespace AutomationPlatform.Infrastructure.Execution.Handlers;

/// <summary>Keeps one long-lived process for all attempts, and starts it again when it ends.</summary>
[SupportedOSPlatform("linux")]
internal sealed class WorkerRunner(
    string automation,
    HandlerProgram program,
    TimeSpan grace,
    TimeProvider time,
    ILogger logger
) : IItemRunner
{
    /// <summary>The wait before a process is started again that had answered nothing; doubles each time.</summary>
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest such wait.</summary>
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim starting = new(1, 1);
    private readonly Lock gate = new();
    private readonly HashSet<WorkerProcess> living = [];
    private WorkerProcess? current;
    private Task ended = Task.CompletedTask;
    private int fruitless;
    private DateTimeOffset nextStart = DateTimeOffset.MinValue;

    public bool IsInstant => false;

    /// <summary>What opens a runner of a program.</summary>
    internal static Func<RunnerOptions, IItemRunner> Prepare(
        string automation,
        HandlerProgram program,
        TimeProvider time,
        ILogger logger
    ) => options => new WorkerRunner(automation, program, options.Grace, time, logger);

    public async ValueTask<ItemOutcome> RunAsync(ItemEnvelope envelope, CancellationToken stop)
    {
        WorkerProcess process;
        Task<ItemOutcome> answer;
        try
        {
            do process = await ProcessAsync(stop);
            while (!process.TryBegin(envelope, out answer));
        }
        catch (ChildProcessException refused)
        {
            return CommandRunner.NotStarted(refused);
        }
        try
        {
            return await answer.WaitAsync(stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return await LastWordAsync(process, answer, envelope, stop);
        }
    }

    public async ValueTask DisposeAsync()
    {
        WorkerProcess[] processes;
        lock (gate)
            processes = [.. living];
        await Task.WhenAll(processes.Select(process => process.EndAsync(grace)));
    }

    private async Task<ItemOutcome> LastWordAsync(
        WorkerProcess process,
        Task<ItemOutcome> answer,
        ItemEnvelope envelope,
        CancellationToken stop
    )
    {
        process.Cancel(envelope);
        try
        {
            var outcome = await answer.WaitAsync(grace, time, CancellationToken.None);
            if (outcome is not ItemFailed { Kind: FailureKind.Technical })
                return outcome;
            throw new HandlerStoppedException(outcome.StandardError, stop);
        }
        catch (TimeoutException)
        {
            HandlerLog.WorkerHangs(logger, process.Id, automation, envelope.Item.Id.Value, grace);
            throw new HandlerStoppedException(process.GiveUp(envelope), stop);
        }
    }

    private async Task<WorkerProcess> ProcessAsync(CancellationToken stop)
    {
        await starting.WaitAsync(stop);
        try
        {
            if (current is { IsAccepting: true })
                return current;
            if (current is { IsHung: false })
                await ended.WaitAsync(stop);
            var wait = nextStart - time.GetUtcNow();
            if (wait > TimeSpan.Zero)
                await Task.Delay(wait, time, stop);
            return current = Start();
        }
        finally
        {
            starting.Release();
        }
    }

    private WorkerProcess Start()
    {
        try
        {
            var child = ChildProcess.Start(program.Start(program.Environment.For(automation)));
            var process = new WorkerProcess(child, automation, time, logger);
            lock (gate)
                living.Add(process);
            ended = RememberAsync(process);
            return process;
        }
        catch (ChildProcessException)
        {
            Delay(hasAnswered: false);
            throw;
        }
    }

    private async Task RememberAsync(WorkerProcess process)
    {
        var end = await process.Ended;
        lock (gate)
            living.Remove(process);
        var delay = Delay(process.HasAnswered);
        if (!process.IsEnding)
            HandlerLog.WorkerEnded(logger, process.Id, automation, end.Message, delay);
    }

    private TimeSpan Delay(bool hasAnswered)
    {
        lock (gate)
        {
            fruitless = hasAnswered ? 0 : fruitless + 1;
            var delay = hasAnswered
                ? TimeSpan.Zero
                : TimeSpan.FromTicks((long)Math.Min(FirstDelay.Ticks * Math.Pow(2, fruitless - 1), LongestDelay.Ticks));
            nextStart = time.GetUtcNow() + delay;
            return delay;
        }
    }
}
