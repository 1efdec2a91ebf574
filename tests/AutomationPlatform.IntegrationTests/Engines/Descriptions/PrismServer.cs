using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace AutomationPlatform.IntegrationTests.Engines.Descriptions;

/// <summary>Prism, a mock server that answers as a description of an API says and refuses what does not keep to it. It is
/// started once for all tests that share it as a fixture.</summary>
public sealed class PrismServer : IAsyncDisposable
{
    private const string Variable = "APC_TEST_PRISM";

    private readonly SemaphoreSlim turn = new(1, 1);
    private readonly ConcurrentQueue<string> output = new();
    private readonly string file = Path.GetTempFileName();
    private Process? process;
    private Uri? url;

    /// <summary>Where it listens for a description; the running test is skipped by name where there is no Prism.</summary>
    /// <param name="describe">Gives the description's text.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    internal async Task<Uri> RequireAsync(Func<string> describe, CancellationToken cancellationToken)
    {
        var program = Environment.GetEnvironmentVariable(Variable);
        Assert.SkipWhen(
            string.IsNullOrEmpty(program) || !File.Exists(program),
            $"{Variable} does not name the program prism; ./test.sh engines installs it where there is npm"
        );
        var description = describe();
        await turn.WaitAsync(cancellationToken);
        try
        {
            return url ??= await StartAsync(program!, description, cancellationToken);
        }
        finally
        {
            turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
            process.Dispose();
        }
        File.Delete(file);
        turn.Dispose();
    }

    private async Task<Uri> StartAsync(string program, string description, CancellationToken cancellationToken)
    {
        await File.WriteAllTextAsync(file, description, cancellationToken);
        var port = FreePort();
        var start = new ProcessStartInfo(program)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in (string[])["mock", "-h", "127.0.0.1", "-p", $"{port}", "--errors", file])
            start.ArgumentList.Add(argument);
        var listens = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        process = new Process { StartInfo = start, EnableRaisingEvents = true };
        process.OutputDataReceived += (_, line) => Hear(line.Data, listens);
        process.ErrorDataReceived += (_, line) => Hear(line.Data, listens);
        process.Exited += (_, _) =>
            listens.TrySetException(new InvalidOperationException($"prism has ended: {string.Join('\n', output)}"));
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await listens.Task.WaitAsync(cancellationToken);
        return new Uri($"http://127.0.0.1:{port}/");
    }

    private void Hear(string? line, TaskCompletionSource listens)
    {
        if (line is null)
            return;
        output.Enqueue(line);
        if (line.Contains("is listening", StringComparison.Ordinal))
            listens.TrySetResult();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
