using System.Runtime.InteropServices;

namespace AutomationPlatform.Infrastructure.Execution.Handlers.Processes;

/// <summary>Starts a program in a session of its own with exactly the descriptors and the environment it is given.</summary>
internal static class Spawn
{
    /// <summary>Starts it and returns its process id, which is its group's and its session's too.</summary>
    /// <param name="program">The absolute path.</param>
    /// <param name="arguments">The arguments, beginning with the program's own name.</param>
    /// <param name="environment">Its whole environment as <c>NAME=value</c>.</param>
    /// <param name="descriptors">What it gets as descriptors 0, 1, 2 and so on; all others are closed on execution.</param>
    /// <exception cref="ChildProcessException">The system refused.</exception>
    internal static int Start(
        string program,
        IReadOnlyList<string> arguments,
        IReadOnlyList<string> environment,
        params ReadOnlySpan<SafeHandle> descriptors
    )
    {
        using var texts = new NativeTexts();
        var path = texts.Add(program);
        var argumentVector = texts.AddVector(arguments);
        var environmentVector = texts.AddVector(environment);
        var actions = LibC.Allocate();
        var attributes = LibC.Allocate();
        var signals = LibC.Allocate();
        try
        {
            LibC.SetSpawnAttributes(attributes, signals);
            LibC.Check(LibC.posix_spawn_file_actions_init(actions));
            for (var target = 0; target < descriptors.Length; target++)
                LibC.Check(
                    LibC.posix_spawn_file_actions_adddup2(
                        actions,
                        descriptors[target].DangerousGetHandle().ToInt32(),
                        target
                    )
                );
            LibC.Check(
                LibC.posix_spawn(out var processId, path, actions, attributes, argumentVector, environmentVector)
            );
            return processId;
        }
        finally
        {
            _ = LibC.posix_spawn_file_actions_destroy(actions);
            _ = LibC.posix_spawnattr_destroy(attributes);
            Marshal.FreeHGlobal(actions);
            Marshal.FreeHGlobal(attributes);
            Marshal.FreeHGlobal(signals);
        }
    }

    private sealed class NativeTexts : IDisposable
    {
        private readonly List<nint> texts = [];

        internal nint Add(string text)
        {
            var pointer = Marshal.StringToCoTaskMemUTF8(text);
            texts.Add(pointer);
            return pointer;
        }

        internal nint[] AddVector(IReadOnlyList<string> values) => [.. values.Select(Add), 0];

        public void Dispose() => texts.ForEach(Marshal.FreeCoTaskMem);
    }
}
