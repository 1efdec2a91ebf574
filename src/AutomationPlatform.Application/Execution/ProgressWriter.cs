using System.Collections.Concurrent;
using AutomationPlatform.Application.Privacy;
using AutomationPlatform.Domain;
using Microsoft.Extensions.Logging;

namespace AutomationPlatform.Application.Execution;

/// <summary>Writes what the handlers of a session say of their progress: each item's last word, all of them once a second.</summary>
/// <remarks>It is for people to see; what cannot be written is left out, and the work goes on. Thread-safe.</remarks>
internal sealed class ProgressWriter(RunSessionParts parts, OpenRun run) : IDisposable
{
    private readonly CancellationTokenSource stopping = new();
    private readonly ConcurrentDictionary<ClaimedItem, ProgressReport> latest = new(ReferenceEqualityComparer.Instance);
    private Task? writing;

    /// <summary>Takes the words of one attempt.</summary>
    internal ProgressOfItem Of(ClaimedItem item, SensitiveTexts sensitive) => new(this, item, sensitive);

    /// <summary>Stops writing; what was not written is nobody's concern any more.</summary>
    internal async Task StopAsync()
    {
        await stopping.CancelAsync();
        if (Volatile.Read(ref writing) is { } task)
            await task;
    }

    public void Dispose() => stopping.Dispose();

    private void Take(ProgressReport report)
    {
        latest[report.Item] = report;
        if (Volatile.Read(ref writing) is not null || stopping.IsCancellationRequested)
            return;
        lock (latest)
            writing ??= Task.Run(() => WriteAllAsync(stopping.Token), CancellationToken.None);
    }

    private async Task WriteAllAsync(CancellationToken stopped)
    {
        using var timer = new PeriodicTimer(ExecutionDefaults.ProgressPace, parts.Clock);
        try
        {
            do await WriteAsync(stopped);
            while (await timer.WaitForNextTickAsync(stopped));
        }
        catch (OperationCanceledException) when (stopped.IsCancellationRequested)
        {
            return;
        }
    }

    private async Task WriteAsync(CancellationToken stopped)
    {
        List<ProgressReport> reports = [];
        foreach (var item in latest.Keys)
            if (latest.TryRemove(item, out var report))
                reports.Add(report);
        if (reports.Count == 0)
            return;
        try
        {
            await parts.Queue.ReportProgressAsync(run.Id, reports, stopped);
        }
        catch (DatabaseUnavailableException trouble)
        {
            WorkerLog.ProgressNotWritten(parts.Logger, run.Id, trouble);
        }
    }

    /// <summary>What the handler of one attempt says.</summary>
    internal sealed class ProgressOfItem(ProgressWriter writer, ClaimedItem item, SensitiveTexts sensitive)
        : IProgress<HandlerProgress>
    {
        private volatile bool ended;

        /// <summary>True once anything was said.</summary>
        internal bool WasReported { get; private set; }

        /// <summary>The attempt has ended: what is said from now on is nobody's concern.</summary>
        internal void End()
        {
            ended = true;
            if (WasReported)
                writer.latest.TryRemove(item, out _);
        }

        public void Report(HandlerProgress value)
        {
            if (ended || value is null || value.Fraction is { } number && double.IsNaN(number))
                return;
            WasReported = true;
            double? fraction = value.Fraction is { } share ? Math.Clamp(share, 0, 1) : null;
            writer.Take(new ProgressReport(item, fraction, Storable(sensitive.Hide(value.Message))));
        }

        private static string? Storable(string? message) =>
            string.IsNullOrWhiteSpace(message) ? null : ErrorText.Cut(message, ExecutionDefaults.ProgressMessage);
    }
}
