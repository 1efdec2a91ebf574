using System.Globalization;
using System.IO.Pipes;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace AutomationPlatform.Infrastructure.Execution.Handlers.Processes;

/// <summary>Ends the children when this process dies, however it dies: a shell that reads a pipe until nobody can write to it.</summary>
/// <remarks>
/// Every child enters its own group here before it becomes the handler's program, so that there is no moment at which
/// a killed worker leaves one behind. A parent-death signal would reach the child alone and not its group, and would
/// come when the thread that started it ends, which thread-pool threads do. One guard per process; thread-safe.
/// </remarks>
[SupportedOSPlatform("linux")]
internal static class ProcessGuard
{
    /// <summary>The shell that runs the guard and launches children.</summary>
    internal const string Shell = "/bin/sh";

    // Reads "+ GROUP" and "- GROUP"; at the end of input it kills every group that is still entered. Signals sent to all
    // of a service's processes must not end it before the children have ended. dash refuses "kill -KILL -- -GROUP".
    private const string Script = """
        trap '' HUP INT TERM
        cd /
        groups=' '
        while read -r verb group; do
            case $verb in
                +) groups="$groups$group " ;;
                -) case $groups in *" $group "*) groups="${groups%%" $group "*} ${groups#*" $group "}" ;; esac ;;
            esac
        done
        for group in $groups; do kill -s KILL -- "-$group"; done
        """;

    private static readonly Lock Gate = new();
    private static readonly HashSet<int> Groups = [];
    private static AnonymousPipeServerStream? pipe;
    private static ChildProcess? guard;

    /// <summary>Starts a child that enters itself: <paramref name="start"/> gets the descriptor to write <c>+ GROUP</c> to.</summary>
    internal static int Start(Func<SafeHandle, int> start)
    {
        lock (Gate)
        {
            var group = start(Entry());
            Groups.Add(group);
            return group;
        }
    }

    /// <summary>Forgets a group that has ended; called while its leader is still a zombie, so that its id is not yet another's.</summary>
    internal static void Forget(int group)
    {
        lock (Gate)
        {
            if (Groups.Remove(group) && guard is { Exit.IsCompleted: false })
                Tell('-', group);
        }
    }

    private static SafePipeHandle Entry()
    {
        if (guard is { Exit.IsCompleted: false })
            return pipe!.SafePipeHandle;
        pipe?.Dispose();
        pipe = new AnonymousPipeServerStream(PipeDirection.Out, HandleInheritability.None);
        using var nowhere = File.OpenHandle("/dev/null", FileMode.Open, FileAccess.Write);
        guard = ChildProcess.Watch(
            Spawn.Start(
                Shell,
                ["sh", "-c", Script, "apc-guard"],
                ["PATH=/usr/bin:/bin"],
                pipe.ClientSafePipeHandle,
                nowhere,
                nowhere
            )
        );
        pipe.DisposeLocalCopyOfClientHandle();
        foreach (var group in Groups)
            Tell('+', group);
        return pipe.SafePipeHandle;
    }

    private static void Tell(char verb, int group)
    {
        var line = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{verb} {group}\n"));
        _ = LibC.write(pipe!.SafePipeHandle, line, line.Length);
    }
}
