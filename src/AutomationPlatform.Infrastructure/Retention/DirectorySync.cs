using System.Runtime.InteropServices;

namespace AutomationPlatform.Infrastructure.Retention;

/// <summary>Brings a directory's own entries to the disk, so that a file that got its name keeps it when the power fails.</summary>
internal static class DirectorySync
{
    private const int ReadOnly = 0;

    /// <summary>Does it; on Windows, whose file systems log their entries, there is nothing to do.</summary>
    /// <exception cref="IOException">The system refuses.</exception>
    internal static void Flush(string path)
    {
        if (OperatingSystem.IsWindows())
            return;
        var descriptor = open(path, ReadOnly);
        if (descriptor < 0)
            throw Trouble(path);
        try
        {
            if (fsync(descriptor) != 0)
                throw Trouble(path);
        }
        finally
        {
            _ = close(descriptor);
        }
    }

    private static IOException Trouble(string path) =>
        new($"{path}: the directory cannot be brought to the disk: {Marshal.GetLastPInvokeErrorMessage()}");

    [DllImport("libc", SetLastError = true, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern int open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", SetLastError = true)]
    private static extern int fsync(int descriptor);

    [DllImport("libc")]
    private static extern int close(int descriptor);
}
