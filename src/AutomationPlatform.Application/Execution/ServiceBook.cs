using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Application.Execution;

/// <summary>Tells others which open runs this worker can serve: once a run, and all again under a new identity.</summary>
internal sealed class ServiceBook(RunSessionParts parts)
{
    private readonly Dictionary<RunId, RunService> known = [];
    private readonly HashSet<RunId> unwritten = [];
    private WorkerId? writtenAs;

    internal void Add(RunId run, string? refusal)
    {
        known[run] = new RunService(run, refusal is null ? null : ErrorText.Message(refusal));
        unwritten.Add(run);
    }

    /// <summary>Writes what is new, in one statement; nothing where nothing is.</summary>
    internal async Task WriteAsync(IReadOnlyList<OpenRun> open, CancellationToken cancellationToken)
    {
        var worker = parts.Worker.Id;
        if (unwritten.Count == 0 && writtenAs == worker)
            return;
        foreach (var gone in known.Keys.Except(open.Select(run => run.Id)).ToArray())
            known.Remove(gone);
        RunService[] told = [.. known.Values.Where(service => writtenAs != worker || unwritten.Contains(service.Run))];
        if (told.Length > 0)
            await parts.Queue.RecordServiceAsync(worker, told, cancellationToken);
        unwritten.Clear();
        writtenAs = worker;
    }
}
