using AutomationPlatform.Application.Definition;
using AutomationPlatform.Cli.Console;

namespace AutomationPlatform.Cli.Batches;

/// <summary>An import that is watched: how far it is, and what it rejected.</summary>
internal static class Importing
{
    /// <summary>Imports, and tells what was rejected.</summary>
    internal static async Task<ImportResult> ExecuteAsync(
        Invocation call,
        ImportBatch import,
        ImportRequest request,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var result = await WatchAsync(
                call.Terminal,
                request.Files,
                progress => import.ExecuteAsync(request, progress, cancellationToken)
            );
            Tell(call.Terminal, result.Rejects);
            return result;
        }
        catch (RejectedRowsException refused)
        {
            Tell(call.Terminal, refused.Report);
            throw;
        }
    }

    /// <summary>Shows how far the reading of files is.</summary>
    internal static Task<T> WatchAsync<T>(
        Terminal terminal,
        IReadOnlyList<string> files,
        Func<IProgress<ImportProgress>, Task<T>> work
    ) =>
        ProgressDisplay.WhileAsync(
            terminal,
            files.Count == 1 ? Path.GetFileName(files[0]) : $"{files.Count} files",
            progress => work(new RowsRead(progress))
        );

    /// <summary>Says the first rejected rows with their reasons, and how many there are.</summary>
    internal static void Tell(Terminal terminal, RejectReport rejects)
    {
        foreach (var row in rejects.First)
            terminal.Note($"rejected: {row}");
        if (rejects.Count > rejects.First.Count)
            terminal.Note($"rejected: {Figures.Number(rejects.Count - rejects.First.Count)} more");
        foreach (var file in rejects.Files)
            terminal.Note($"The rejected rows and their reasons are in {file}");
    }

    private sealed class RowsRead(IProgress<Progress> progress) : IProgress<ImportProgress>
    {
        public void Report(ImportProgress value)
        {
            double? share = value.TotalBytes > 0 ? Math.Min(1, (double)value.Bytes / value.TotalBytes) : null;
            var remark = share is { } part ? $"{Math.Floor(part * 100):0}% read" : null;
            if (value.Rejected > 0)
                remark = string.Join(", ", [remark ?? "reading", $"{Figures.Number(value.Rejected)} rejected"]);
            progress.Report(new Progress(value.Rows, Total: null, Remark: remark, Unit: "rows", Share: share));
        }
    }
}
