using System.Runtime.Versioning;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Infrastructure.Execution.Handlers.Processes;

namespace AutomationPlatform.Infrastructure.Execution.Handlers;

/// <summary>One process per attempt: the envelope on standard input, the result on standard output.</summary>
[SupportedOSPlatform("linux")]
internal sealed class CommandRunner(HandlerProgram program, TimeSpan grace, TimeProvider time) : IItemRunner
{
    /// <summary>How long a stream is still read after its process ended: somebody it left behind may hold it open.</summary>
    private static readonly TimeSpan StreamEnd = TimeSpan.FromSeconds(2);

    private const int ExitDone = 0;
    private const int ExitDataError = 65;
    private const int ExitTryAgain = 75;

    public bool IsInstant => false;

    /// <summary>What opens a runner of a program.</summary>
    internal static Func<RunnerOptions, IItemRunner> Prepare(HandlerProgram program, TimeProvider time) =>
        options => new CommandRunner(program, options.Grace, time);

    public async ValueTask<ItemOutcome> RunAsync(ItemEnvelope envelope, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        ChildProcess child;
        try
        {
            child = ChildProcess.Start(program.Start(program.Environment.For(envelope)));
        }
        catch (ChildProcessException refused)
        {
            return NotStarted(refused);
        }
        await using (child)
            return await ConverseAsync(child, envelope, stop);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>What an attempt becomes when the system refuses a process.</summary>
    internal static ItemFailed NotStarted(ChildProcessException refused) =>
        new(
            HandlerCodes.NotStarted,
            $"The system did not start the process: {refused.Message}.",
            FailureKind.Technical
        );

    private async Task<ItemOutcome> ConverseAsync(ChildProcess child, ItemEnvelope envelope, CancellationToken stop)
    {
        using var told = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var output = new OutputHead(HandlerAnswer.MaximumBytes, told.Cancel);
        var errors = new OutputTail(ExecutionDefaults.StandardErrorBytes);
        var streams = Task.WhenAll(
            FeedAsync(child.StandardInput, EnvelopeJson.Write(envelope)),
            ProcessOutput.PumpAsync(child.StandardOutput, output.Append),
            ProcessOutput.PumpAsync(child.StandardError, errors.Append)
        );
        var (exit, wasTold) = await EndOfAsync(child, told.Token);
        await FinishAsync(streams, child);
        var standardError = errors.Text();
        if (wasTold && !output.Exceeded && exit.Code is not (ExitDone or ExitDataError or ExitTryAgain))
            throw new HandlerStoppedException(standardError, stop);
        return HandlerAnswer.WithStandardError(
            output.Exceeded ? HandlerAnswer.TooLarge() : Outcome(exit, HandlerAnswer.Decode(output.ToArray())),
            standardError
        );
    }

    private async Task<(ChildExit Exit, bool WasTold)> EndOfAsync(ChildProcess child, CancellationToken told)
    {
        try
        {
            return (await child.Exit.WaitAsync(told), WasTold: false);
        }
        catch (OperationCanceledException)
        {
            return (await child.EndAsync(grace, time), WasTold: true);
        }
    }

    private async Task FinishAsync(Task streams, ChildProcess child)
    {
        try
        {
            await streams.WaitAsync(StreamEnd, time);
        }
        catch (TimeoutException)
        {
            await child.DisposeAsync();
            await streams;
        }
    }

    // A handler need not read what it is given: a broken pipe is fine.
    private static async Task FeedAsync(Stream input, byte[] envelope)
    {
        try
        {
            await input.WriteAsync(envelope);
        }
        catch (Exception unread) when (unread is IOException or ObjectDisposedException)
        {
            return;
        }
        finally
        {
            await input.DisposeAsync();
        }
    }

    private static ItemOutcome Outcome(ChildExit exit, string? output) =>
        exit switch
        {
            { Code: ExitDone } => HandlerAnswer.Result(output),
            { Code: ExitDataError } => HandlerAnswer.Failure(
                output,
                ErrorCodes.Exit(ExitDataError),
                "The handler refused the data (exit code 65).",
                FailureKind.Business
            ),
            { Code: ExitTryAgain } => HandlerAnswer.Failure(
                output,
                ErrorCodes.Exit(ExitTryAgain),
                "The handler asked to be called again (exit code 75).",
                FailureKind.Technical
            ),
            _ => HandlerCodes.Ended(exit),
        };
}
