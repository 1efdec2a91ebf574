using System.Text;
using AutomationPlatform.Application.Execution;

namespace AutomationPlatform.Cli.Runs;

/// <summary>Writes an export whole or not at all: to a file beside it, which then takes its name.</summary>
internal static class ExportFile
{
    /// <summary>How often progress is told: every 1,000 rows.</summary>
    private const int ReportEvery = 1_000;

    /// <summary>Writes the rows.</summary>
    /// <returns>How many there were.</returns>
    internal static async Task<long> WriteAsync(
        string path,
        ExportForm form,
        IAsyncEnumerable<ExportedItem> items,
        Action<long> report,
        CancellationToken cancellationToken
    )
    {
        var partial = $"{path}.{Environment.ProcessId}.partial";
        try
        {
            var rows = 0L;
            await using (var writer = new StreamWriter(partial, append: false, new UTF8Encoding(false)))
            {
                writer.NewLine = "\n";
                if (form.Header is { } header)
                    await writer.WriteLineAsync(header.AsMemory(), cancellationToken);
                await foreach (var item in items.WithCancellation(cancellationToken))
                {
                    await writer.WriteLineAsync(form.Line(item).AsMemory(), cancellationToken);
                    if (++rows % ReportEvery == 0)
                        report(rows);
                }
            }
            File.Move(partial, path, overwrite: true);
            report(rows);
            return rows;
        }
        finally
        {
            File.Delete(partial);
        }
    }
}
