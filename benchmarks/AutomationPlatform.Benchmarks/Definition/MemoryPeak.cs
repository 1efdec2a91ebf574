using System.Globalization;

namespace AutomationPlatform.Benchmarks.Definition;

/// <summary>The high-water mark of this process's memory since a moment, as Linux keeps it.</summary>
internal sealed class MemoryPeak
{
    private const string ResetPeak = "5";

    private readonly long idle;

    private MemoryPeak(long idle) => this.idle = idle;

    internal long IdleMebibytes => idle / 1024;

    internal long GrowthMebibytes => (Read("VmHWM:") - idle) / 1024;

    internal static MemoryPeak Begin()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        File.WriteAllText("/proc/self/clear_refs", ResetPeak);
        return new MemoryPeak(Read("VmRSS:"));
    }

    private static long Read(string name) =>
        long.Parse(
            File.ReadLines("/proc/self/status")
                .First(line => line.StartsWith(name, StringComparison.Ordinal))[name.Length..]
                .Replace("kB", ""),
            CultureInfo.InvariantCulture
        );
}
