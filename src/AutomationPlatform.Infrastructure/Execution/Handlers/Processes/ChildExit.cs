using System.Runtime.InteropServices;

namespace AutomationPlatform.Infrastructure.Execution.Handlers.Processes;

/// <summary>How a process ended: by itself with a code, or by a signal. One of the two is null, or both when nobody can know.</summary>
/// <param name="Code">The exit code, 0 to 255.</param>
/// <param name="Signal">The signal that ended it.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ChildExit(int? Code, int? Signal)
{
    /// <summary>Its status was taken by somebody else in this process.</summary>
    internal static ChildExit Unknown { get; }
}

/// <summary>The machine did not start a process: too many, no memory, no shell.</summary>
/// <param name="message">What the system said.</param>
internal sealed class ChildProcessException(string message) : Exception(message);
