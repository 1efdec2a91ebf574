using System.Collections.Concurrent;
using System.IO.Pipes;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace AutomationPlatform.Infrastructure.Execution.Handlers.Processes;

/// <summary>What to start.</summary>
/// <param name="Program">The absolute path of the program.</param>
/// <param name="Arguments">Its arguments, without the program's own name.</param>
/// <param name="Directory">The absolute path of its working directory.</param>
/// <param name="Environment">Its whole environment as <c>NAME=value</c>.</param>
internal sealed record ChildProcessStart(
    string Program,
    IReadOnlyList<string> Arguments,
    string Directory,
    IReadOnlyList<string> Environment
);

/// <summary>A handler's process in a session of its own: signalled as a group, and ended when this process dies. Thread-safe.</summary>
/// <remarks>What it leaves running in its group when it ends is killed. Linux only.</remarks>
[SupportedOSPlatform("linux")]
internal sealed class ChildProcess : IAsyncDisposable
{
    // Enters the group with the guard (descriptor 3) before anything else, then becomes the program. A shell adds names
    // of its own to the environment, which are taken away again.
    private const string Launcher = """
        printf '+ %s\n' "$$" >&3 && cd -- "$1" || exit 71
        shift
        unset PWD OLDPWD SHLVL _
        exec "$@" 3>&-
        """;

    private static readonly ConcurrentDictionary<int, ChildProcess> Living = new();

    // .NET reaps only what its own Process class started; everything else is ours to look after.
    private static readonly PosixSignalRegistration ChildSignals = PosixSignalRegistration.Create(
        PosixSignal.SIGCHLD,
        static _ =>
        {
            foreach (var child in Living.Values)
                child.Reap();
        }
    );

    private readonly Lock gate = new();
    private readonly TaskCompletionSource<ChildExit> exit = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ChildPipes? pipes;
    private bool reaped;

    private ChildProcess(int id, ChildPipes? pipes)
    {
        Id = id;
        this.pipes = pipes;
    }

    /// <summary>The process id, the group's and the session's.</summary>
    internal int Id { get; }

    /// <summary>How it ended; completes when it has, and its group with it.</summary>
    internal Task<ChildExit> Exit => exit.Task;

    internal Stream StandardInput => pipes!.Input;

    internal Stream StandardOutput => pipes!.Output;

    internal Stream StandardError => pipes!.Error;

    /// <summary>Starts a program with pipes to its standard streams.</summary>
    /// <exception cref="ChildProcessException">The system refused.</exception>
    internal static ChildProcess Start(ChildProcessStart start)
    {
        var streams = new ChildPipes();
        try
        {
            var id = ProcessGuard.Start(guard =>
                Spawn.Start(
                    ProcessGuard.Shell,
                    ["sh", "-c", Launcher, "sh", start.Directory, start.Program, .. start.Arguments],
                    start.Environment,
                    streams.Input.ClientSafePipeHandle,
                    streams.Output.ClientSafePipeHandle,
                    streams.Error.ClientSafePipeHandle,
                    guard
                )
            );
            streams.CloseChildEnds();
            return Watch(id, streams);
        }
        catch
        {
            streams.Dispose();
            throw;
        }
    }

    /// <summary>Looks after a child that was started elsewhere.</summary>
    internal static ChildProcess Watch(int id) => Watch(id, pipes: null);

    /// <summary>Sends a signal to the whole group; nothing when it has ended.</summary>
    internal void Signal(int signal)
    {
        lock (gate)
        {
            if (!reaped)
                LibC.SignalGroup(Id, signal);
        }
    }

    /// <summary>Ends it: SIGTERM, and SIGKILL after the grace period.</summary>
    internal async Task<ChildExit> EndAsync(TimeSpan grace, TimeProvider time)
    {
        Signal(LibC.SignalTerminate);
        try
        {
            return await Exit.WaitAsync(grace, time);
        }
        catch (TimeoutException)
        {
            Signal(LibC.SignalKill);
            return await Exit;
        }
    }

    /// <summary>Kills it if it still lives, and closes the pipes.</summary>
    public async ValueTask DisposeAsync()
    {
        Signal(LibC.SignalKill);
        await Exit;
        pipes?.Dispose();
    }

    private static ChildProcess Watch(int id, ChildPipes? pipes)
    {
        GC.KeepAlive(ChildSignals);
        var child = new ChildProcess(id, pipes);
        Living[id] = child;
        // It may have ended before it stood in the table, and its signal come too early.
        child.Reap();
        return child;
    }

    private void Reap()
    {
        ChildExit ended;
        lock (gate)
        {
            if (reaped || LibC.PeekExit(Id) is not { } found)
                return;
            ended = found;
            LibC.SignalGroup(Id, LibC.SignalKill);
            // The guard itself has no pipes, is not entered, and must not wait for its own lock.
            if (pipes is not null)
                ProcessGuard.Forget(Id);
            Living.TryRemove(Id, out _);
            LibC.Reap(Id);
            reaped = true;
        }
        exit.TrySetResult(ended);
    }

    private sealed class ChildPipes : IDisposable
    {
        internal AnonymousPipeServerStream Input { get; } = new(PipeDirection.Out, HandleInheritability.None);

        internal AnonymousPipeServerStream Output { get; } = new(PipeDirection.In, HandleInheritability.None);

        internal AnonymousPipeServerStream Error { get; } = new(PipeDirection.In, HandleInheritability.None);

        internal void CloseChildEnds()
        {
            Input.DisposeLocalCopyOfClientHandle();
            Output.DisposeLocalCopyOfClientHandle();
            Error.DisposeLocalCopyOfClientHandle();
        }

        public void Dispose()
        {
            Input.Dispose();
            Output.Dispose();
            Error.Dispose();
        }
    }
}
