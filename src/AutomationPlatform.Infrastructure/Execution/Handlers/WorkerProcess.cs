using System.Runtime.Versioning;
using System.Text;
using System.Threading.Channels;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Infrastructure.Execution.Handlers.Processes;
using Microsoft.Extensions.Logging;

namespace AutomationPlatform.Infrastructure.Execution.Handlers;

/// <summary>One long-lived process that does several attempts at once, told apart by their ids. Thread-safe.</summary>
/// <remarks>
/// A line that is no answer breaks the protocol: nobody can say whose it was, so all attempts in flight fail
/// technically and the process is killed. An answer to an id that is not in flight is logged once and ignored.
/// </remarks>
[SupportedOSPlatform("linux")]
internal sealed class WorkerProcess
{
    /// <summary>How long the other half may take once a stream or the process has ended.</summary>
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(2);

    private readonly Lock gate = new();
    private readonly Dictionary<string, InFlight> inFlight = new(StringComparer.Ordinal);
    private readonly Channel<byte[]> outgoing = Channel.CreateUnbounded<byte[]>();
    private readonly OutputTail errors = new(ExecutionDefaults.StandardErrorBytes);
    private readonly ChildProcess child;
    private readonly string automation;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private ItemFailed? broken;
    private volatile bool accepting = true;
    private bool saidUnknown;
    private bool saidProgress;

    internal WorkerProcess(ChildProcess child, string automation, TimeProvider time, ILogger logger)
    {
        this.child = child;
        this.automation = automation;
        this.time = time;
        this.logger = logger;
        Ended = SuperviseAsync();
    }

    internal int Id => child.Id;

    /// <summary>True while it takes attempts.</summary>
    internal bool IsAccepting => accepting;

    /// <summary>True once it did not end an attempt in time: another process takes its place at once.</summary>
    internal bool IsHung { get; private set; }

    /// <summary>True once it was asked to end.</summary>
    internal bool IsEnding { get; private set; }

    /// <summary>True once it has answered for an attempt.</summary>
    internal bool HasAnswered { get; private set; }

    /// <summary>Completes when it has ended, with what its end means for an attempt.</summary>
    internal Task<ItemFailed> Ended { get; }

    /// <summary>Takes an attempt in; false when it takes no more.</summary>
    internal bool TryBegin(ItemEnvelope envelope, out Task<ItemOutcome> outcome)
    {
        var answer = new InFlight(envelope.Progress);
        outcome = answer.Task;
        lock (gate)
        {
            if (!accepting)
                return false;
            inFlight.Add(IdOf(envelope), answer);
        }
        outgoing.Writer.TryWrite(EnvelopeJson.Write(envelope));
        return true;
    }

    /// <summary>Tells it that an attempt shall end; it may still answer.</summary>
    internal void Cancel(ItemEnvelope envelope) =>
        outgoing.Writer.TryWrite(Encoding.ASCII.GetBytes($"{{\"cancel\":\"{IdOf(envelope)}\"}}\n"));

    /// <summary>Gives an attempt up that did not end: no more come, and the process is killed when its others have ended.</summary>
    /// <returns>The end of its standard error.</returns>
    internal string? GiveUp(ItemEnvelope envelope)
    {
        bool kill;
        lock (gate)
        {
            accepting = false;
            IsHung = true;
            inFlight.Remove(IdOf(envelope));
            kill = inFlight.Count == 0;
        }
        if (kill)
            child.Signal(LibC.SignalKill);
        return errors.Text();
    }

    /// <summary>Ends it: no more input, then SIGTERM, then SIGKILL, each after the grace period.</summary>
    internal async Task EndAsync(TimeSpan grace)
    {
        IsEnding = true;
        outgoing.Writer.TryComplete();
        try
        {
            await child.Exit.WaitAsync(grace, time);
        }
        catch (TimeoutException)
        {
            await child.EndAsync(grace, time);
        }
        await Ended;
    }

    private static string IdOf(ItemEnvelope envelope) => envelope.AttemptId.ToString();

    private async Task WriteAsync()
    {
        try
        {
            await foreach (var line in outgoing.Reader.ReadAllAsync())
                await child.StandardInput.WriteAsync(line);
            await child.StandardInput.DisposeAsync();
        }
        catch (Exception closed) when (closed is IOException or ObjectDisposedException)
        {
            await KillUnlessEndedAsync("standard input");
        }
    }

    private async Task<ItemFailed> SuperviseAsync()
    {
        var input = WriteAsync();
        var lines = new LineReader(HandlerAnswer.MaximumBytes, Take);
        var output = ProcessOutput.PumpAsync(child.StandardOutput, lines.Append);
        var streams = Task.WhenAll(output, ProcessOutput.PumpAsync(child.StandardError, errors.Append));
        await Task.WhenAny(output, child.Exit);
        await KillUnlessEndedAsync("standard output");
        var exit = await child.Exit;
        await Task.WhenAny(streams, Task.Delay(LastWords, time));
        outgoing.Writer.TryComplete();
        await child.DisposeAsync();
        await Task.WhenAll(streams, input);
        lines.Finish();
        var failure = broken ?? HandlerCodes.Ended(exit);
        FailAll(failure);
        return failure;
    }

    // A process that closed one of its streams is on its way out, or will never answer again.
    private async Task KillUnlessEndedAsync(string closed)
    {
        lock (gate)
            accepting = false;
        if (IsEnding || await Task.WhenAny(child.Exit, Task.Delay(LastWords, time)) == child.Exit)
            return;
        broken ??= new ItemFailed(
            HandlerCodes.Protocol,
            $"The worker process closed its {closed} but did not end, so it was killed.",
            FailureKind.Technical
        );
        child.Signal(LibC.SignalKill);
    }

    private void Take(ReadOnlyMemory<byte> line, bool cut)
    {
        if (line.Span.Trim(" \t\r"u8).IsEmpty)
            return;
        switch (cut ? Oversized(line.Span) : WorkerAnswer.Of(line))
        {
            case WorkerAnswer.Final answer:
                Answer(answer.Id, answer.Outcome);
                break;
            case WorkerAnswer.Progress { IsGood: true } sign:
                Listener(sign.Id)?.Report(new HandlerProgress(sign.Fraction, sign.Message));
                break;
            case WorkerAnswer.Progress when !saidProgress:
                saidProgress = true;
                HandlerLog.BadProgress(logger, Id, automation);
                break;
            case WorkerAnswer.Broken nonsense:
                Break(new ItemFailed(ErrorCodes.NotJson, nonsense.Message, FailureKind.Technical));
                break;
        }
    }

    // Whose result it is stands at the line's beginning, or can only be the one attempt that is in flight.
    private WorkerAnswer Oversized(ReadOnlySpan<byte> beginning)
    {
        lock (gate)
        {
            var id = WorkerAnswer.IdOf(beginning) ?? (inFlight.Count == 1 ? inFlight.Keys.First() : null);
            return id is null
                ? new WorkerAnswer.Broken(
                    "The worker process wrote a line that is too long to be an answer and does not begin with an id."
                )
                : new WorkerAnswer.Final(id, HandlerAnswer.TooLarge());
        }
    }

    private IProgress<HandlerProgress>? Listener(string id)
    {
        lock (gate)
            return inFlight.GetValueOrDefault(id)?.Progress;
    }

    private void Answer(string id, ItemOutcome outcome)
    {
        InFlight? waiting;
        bool kill;
        lock (gate)
        {
            HasAnswered |= inFlight.Remove(id, out waiting);
            kill = IsHung && inFlight.Count == 0;
        }
        if (waiting is null && !saidUnknown)
        {
            saidUnknown = true;
            HandlerLog.UnknownAnswer(logger, Id, automation, HandlerAnswer.Quote(id));
        }
        waiting?.TrySetResult(
            outcome is ItemFailed ? HandlerAnswer.WithStandardError(outcome, errors.Text()) : outcome
        );
        if (kill)
            child.Signal(LibC.SignalKill);
    }

    private void Break(ItemFailed failure)
    {
        broken ??= failure;
        FailAll(failure);
        child.Signal(LibC.SignalKill);
    }

    private void FailAll(ItemFailed failure)
    {
        InFlight[] waiting;
        lock (gate)
        {
            accepting = false;
            waiting = [.. inFlight.Values];
            inFlight.Clear();
        }
        var outcome = HandlerAnswer.WithStandardError(failure, errors.Text());
        foreach (var answer in waiting)
            answer.TrySetResult(outcome);
    }

    private sealed class InFlight(IProgress<HandlerProgress>? progress)
        : TaskCompletionSource<ItemOutcome>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        internal IProgress<HandlerProgress>? Progress { get; } = progress;
    }
}
