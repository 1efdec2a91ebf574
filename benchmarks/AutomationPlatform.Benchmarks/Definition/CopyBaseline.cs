using System.Diagnostics;

namespace AutomationPlatform.Benchmarks.Definition;

/// <summary>The fastest a client that knows nothing can be: <c>psql \copy</c> of ready rows into the table of items.</summary>
internal sealed class CopyBaseline
{
    private readonly string url;
    private readonly string file;
    private readonly string setPath;

    internal CopyBaseline(string url, string input, int rows)
    {
        var schema = url.Split("search_path=").ElementAtOrDefault(1)?.Split('&')[0];
        // libpq knows no search_path in a URL.
        this.url = schema is null ? url : url.Replace($"search_path={schema}", "").TrimEnd('?', '&');
        setPath = schema is null ? "" : $"SET search_path = {schema};";
        file = input + ".copy";
        Prepare(rows);
    }

    /// <summary>Copies into a batch of nobody, removes the rows again, and gives the seconds the copying took.</summary>
    internal async Task<double> RunAsync()
    {
        var clock = Stopwatch.StartNew();
        await PsqlAsync($"\\copy item from '{file}'");
        var seconds = clock.Elapsed.TotalSeconds;
        await PsqlAsync("DELETE FROM item WHERE batch_id = '00000000-0000-7000-8000-000000000000'");
        return seconds;
    }

    private void Prepare(int rows)
    {
        using var writer = new StreamWriter(file);
        for (var row = 0; row < rows; row++)
            writer.WriteLine(
                string.Join(
                    '\t',
                    Guid.CreateVersion7(),
                    "00000000-0000-7000-8000-000000000000",
                    row,
                    ImportRows.Json(row).Replace("\\", "\\\\"),
                    "\\N",
                    "2026-01-31 08:15:30+00",
                    "2026-01-31 08:15:30+00",
                    "bench",
                    "bench",
                    1,
                    "t"
                )
            );
    }

    private async Task PsqlAsync(string command)
    {
        var start = new ProcessStartInfo("psql")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        foreach (var argument in (string[])[url, "-q", "-v", "ON_ERROR_STOP=1"])
            start.ArgumentList.Add(argument);
        using var psql = Process.Start(start)!;
        await psql.StandardInput.WriteLineAsync(setPath);
        await psql.StandardInput.WriteLineAsync(command + (command.StartsWith('\\') ? "" : ";"));
        psql.StandardInput.Close();
        await psql.WaitForExitAsync();
        if (psql.ExitCode != 0)
            throw new InvalidOperationException($"psql ended with {psql.ExitCode}: {command}");
    }
}
