using System.Runtime.InteropServices;

namespace AutomationPlatform.Infrastructure.Execution.Handlers.Processes;

/// <summary>The system calls for which .NET has no door: sessions, groups of processes, and how a process really ended.</summary>
/// <remarks>Linux only; the numbers are those of its ABI and the same on x86-64 and arm64, glibc and musl.</remarks>
internal static class LibC
{
    internal const int SignalKill = 9;
    internal const int SignalTerminate = 15;
    internal const int NoSuchChild = 10;

    // posix_spawnattr_t is 336 bytes in glibc, sigset_t 128, siginfo_t 128: room enough for any of them.
    private const int StructureBytes = 1024;
    private const short SpawnSetSignalDefaults = 0x04;
    private const short SpawnSetSignalMask = 0x08;
    private const short SpawnSetSession = 0x80;
    private const int ByProcessId = 1;
    private const int WaitNoHang = 1;
    private const int WaitExited = 4;
    private const int WaitNoReap = 0x01000000;
    private const int ExitedByItself = 1;
    private const int ExecuteAccess = 1;

    /// <summary>Allocates a structure that libc fills; free it with <see cref="Marshal.FreeHGlobal"/>.</summary>
    internal static nint Allocate()
    {
        var structure = Marshal.AllocHGlobal(StructureBytes);
        Marshal.Copy(new byte[StructureBytes], 0, structure, StructureBytes);
        return structure;
    }

    /// <summary>Attributes for a child in a session of its own, with no signal blocked and none ignored (.NET ignores SIGPIPE).</summary>
    internal static void SetSpawnAttributes(nint attributes, nint signals)
    {
        Check(posix_spawnattr_init(attributes));
        Check(posix_spawnattr_setflags(attributes, SpawnSetSession | SpawnSetSignalMask | SpawnSetSignalDefaults));
        _ = sigemptyset(signals);
        Check(posix_spawnattr_setsigmask(attributes, signals));
        _ = sigfillset(signals);
        Check(posix_spawnattr_setsigdefault(attributes, signals));
    }

    /// <summary>Says how a child ended, leaving it a zombie, so that its id and its group's cannot be used again yet.</summary>
    /// <returns>Null while it lives.</returns>
    internal static ChildExit? PeekExit(int processId)
    {
        var information = Allocate();
        try
        {
            if (waitid(ByProcessId, processId, information, WaitExited | WaitNoHang | WaitNoReap) != 0)
                return Marshal.GetLastPInvokeError() == NoSuchChild ? ChildExit.Unknown : null;
            // siginfo_t: si_code at 8, si_pid at 16, si_status at 24.
            if (Marshal.ReadInt32(information, 16) == 0)
                return null;
            var status = Marshal.ReadInt32(information, 24);
            return Marshal.ReadInt32(information, 8) == ExitedByItself
                ? new ChildExit(status, Signal: null)
                : new ChildExit(Code: null, status);
        }
        finally
        {
            Marshal.FreeHGlobal(information);
        }
    }

    /// <summary>Takes a zombie away.</summary>
    internal static void Reap(int processId) => _ = waitpid(processId, out _, WaitNoHang);

    /// <summary>Signals a whole group; a group that has gone is not an error.</summary>
    internal static void SignalGroup(int groupId, int signal) => _ = kill(-groupId, signal);

    /// <summary>True when this process may execute the file.</summary>
    internal static bool MayExecute(string path) => access(path, ExecuteAccess) == 0;

    /// <summary>Throws for an error number that a call returned.</summary>
    internal static void Check(int error)
    {
        if (error != 0)
            throw new ChildProcessException(Marshal.GetPInvokeErrorMessage(error));
    }

    [DllImport("libc")]
    internal static extern int posix_spawn(
        out int processId,
        nint path,
        nint fileActions,
        nint attributes,
        nint[] arguments,
        nint[] environment
    );

    [DllImport("libc")]
    internal static extern int posix_spawn_file_actions_init(nint fileActions);

    [DllImport("libc")]
    internal static extern int posix_spawn_file_actions_adddup2(nint fileActions, int from, int to);

    [DllImport("libc")]
    internal static extern int posix_spawn_file_actions_destroy(nint fileActions);

    [DllImport("libc")]
    internal static extern int posix_spawnattr_destroy(nint attributes);

    [DllImport("libc", SetLastError = true)]
    internal static extern nint write(SafeHandle descriptor, byte[] bytes, nint count);

    [DllImport("libc")]
    private static extern int posix_spawnattr_init(nint attributes);

    [DllImport("libc")]
    private static extern int posix_spawnattr_setflags(nint attributes, short flags);

    [DllImport("libc")]
    private static extern int posix_spawnattr_setsigmask(nint attributes, nint signals);

    [DllImport("libc")]
    private static extern int posix_spawnattr_setsigdefault(nint attributes, nint signals);

    [DllImport("libc")]
    private static extern int sigemptyset(nint signals);

    [DllImport("libc")]
    private static extern int sigfillset(nint signals);

    [DllImport("libc", SetLastError = true)]
    private static extern int waitid(int idType, int id, nint information, int options);

    [DllImport("libc")]
    private static extern int waitpid(int processId, out int status, int options);

    [DllImport("libc")]
    private static extern int kill(int processId, int signal);

    [DllImport("libc", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern int access(string path, int mode);
}
