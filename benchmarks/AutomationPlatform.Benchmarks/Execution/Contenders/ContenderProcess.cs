using System.Diagnostics;

namespace AutomationPlatform.Benchmarks.Execution.Contenders;

/// <summary>The parent's side of a measurement; see <see cref="ContenderHost"/>.</summary>
internal sealed class ContenderProcess : IAsyncDisposable
{
    private const double TicksPerSecond = 100;

    private readonly Process process;
    private readonly string name;

    private ContenderProcess(string name, Process process)
    {
        this.name = name;
        this.process = process;
    }

    /// <summary>What it said beside "ready".</summary>
    internal string Detail { get; private set; } = "";

    /// <summary>Seconds of processor time that it has used.</summary>
    internal double ProcessorSeconds => ProcessorTime(process.Id) ?? 0;

    /// <summary>Starts it and waits until it is ready.</summary>
    internal static async Task<ContenderProcess> StartAsync(string name, IReadOnlyList<string> command)
    {
        var start = new ProcessStartInfo(command[0])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        foreach (var argument in command.Skip(1))
            start.ArgumentList.Add(argument);
        var contender = new ContenderProcess(name, Process.Start(start)!);
        contender.Detail = await contender.HearAsync("ready");
        return contender;
    }

    /// <summary>The command that runs a contender of this program.</summary>
    internal static IReadOnlyList<string> Own(string contender, params string[] arguments) =>
        [Environment.ProcessPath!, "execution-contender", contender, .. arguments];

    /// <summary>Processor time of a process of this machine; null when it is not to be seen.</summary>
    internal static double? ProcessorTime(int process)
    {
        try
        {
            var fields = File.ReadAllText($"/proc/{process}/stat").Split(") ")[1].Split(' ');
            return (long.Parse(fields[11]) + long.Parse(fields[12])) / TicksPerSecond;
        }
        catch (IOException)
        {
            return null;
        }
    }

    internal async Task SayAsync(string word)
    {
        await process.StandardInput.WriteLineAsync(word);
        await process.StandardInput.FlushAsync();
    }

    internal async Task<string> HearAsync(string word)
    {
        var line = await process.StandardOutput.ReadLineAsync();
        return line?.StartsWith(word, StringComparison.Ordinal) == true
            ? line[word.Length..].Trim()
            : throw new InvalidOperationException($"{name} said '{line}' where '{word}' was expected; see above");
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            await SayAsync("end");
            await process.WaitForExitAsync();
        }
        if (process.ExitCode != 0)
            await Console.Error.WriteLineAsync($"{name} ended with {process.ExitCode}");
        process.Dispose();
    }
}
