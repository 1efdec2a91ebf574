using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace AutomationPlatform.EndToEndTests;

/// <summary>The program <c>apc</c> as a user starts it: a process of its own in a folder of the test's own.</summary>
/// <remarks>It gets a small environment, so that nothing of the machine's settings reaches it.</remarks>
internal sealed class CliProcess : IAsyncDisposable
{
    /// <summary>No command of a test takes longer: 3 minutes.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    private readonly Process process;
    private readonly string command;
    private readonly StreamSoFar output;
    private readonly StreamSoFar error;

    private CliProcess(Process process, string command)
    {
        this.process = process;
        this.command = command;
        output = new StreamSoFar(process.StandardOutput);
        error = new StreamSoFar(process.StandardError);
    }

    /// <summary>The built program where its own project leaves it, with everything that it brings along: beside the tests lies only
    /// what their web server does not have already.</summary>
    internal static string Program { get; } =
        Path.GetFullPath(
            Path.Combine(
                AppContext.BaseDirectory,
                "../../AutomationPlatform.Cli",
                Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)),
                "apc"
            )
        );

    /// <summary>Starts it; dispose what it gives.</summary>
    internal static CliProcess Start(TestFolder folder, params string[] arguments) =>
        Start(folder, Program, arguments, new Dictionary<string, string>());

    internal int Id => process.Id;

    /// <summary>What it has written to standard error until now.</summary>
    internal string ErrorSoFar => error.Text;

    /// <summary>Runs it to its end.</summary>
    internal static Task<CliResult> RunAsync(TestFolder folder, params string[] arguments) =>
        RunAsync(folder, new Dictionary<string, string>(), arguments);

    /// <summary>Runs it to its end, with variables of its own.</summary>
    internal static async Task<CliResult> RunAsync(
        TestFolder folder,
        IReadOnlyDictionary<string, string> environment,
        params string[] arguments
    )
    {
        await using var started = Start(folder, Program, arguments, environment);
        return await started.EndAsync();
    }

    /// <summary>Starts any other program, in the same folder and environment; dispose what it gives.</summary>
    internal static CliProcess StartProgram(TestFolder folder, string program, params string[] arguments) =>
        Start(folder, program, arguments, new Dictionary<string, string>());

    /// <summary>Starts any other program, with variables of its own; dispose what it gives.</summary>
    internal static CliProcess StartProgram(
        TestFolder folder,
        IReadOnlyDictionary<string, string> environment,
        string program,
        params string[] arguments
    ) => Start(folder, program, arguments, environment);

    /// <summary>Runs any other program to its end, in the same folder and environment.</summary>
    internal static async Task<CliResult> RunProgramAsync(TestFolder folder, string program, params string[] arguments)
    {
        await using var started = Start(folder, program, arguments, new Dictionary<string, string>());
        return await started.EndAsync();
    }

    /// <summary>Waits for its end.</summary>
    internal async Task<CliResult> EndAsync()
    {
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{command} did not end within {Limit.TotalMinutes:0} minutes: {await error.EndAsync()}");
        }
        return new CliResult(command, process.ExitCode, await output.EndAsync(), await error.EndAsync());
    }

    /// <summary>Sends a signal by its name: <c>KILL</c>, <c>INT</c>, <c>TERM</c>, <c>STOP</c>, <c>CONT</c>.</summary>
    internal async Task SignalAsync(string name)
    {
        // The shell's own kill: a minimal system has no program of that name.
        using var shell = Process.Start("sh", ["-c", $"kill -{name} {process.Id}"]);
        await shell.WaitForExitAsync();
    }

    internal bool HasEnded => process.HasExited;

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }
        process.Dispose();
    }

    private static CliProcess Start(
        TestFolder folder,
        string program,
        string[] arguments,
        IReadOnlyDictionary<string, string> environment
    )
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder.Path,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        start.Environment["PATH"] = Environment.GetEnvironmentVariable("PATH");
        start.Environment["HOME"] = folder.Path;
        start.Environment["LANG"] = "C.UTF-8";
        start.Environment["APC_ACTOR"] = "tester";
        start.Environment["DOTNET_ROOT"] = DotNetRoot;
        foreach (var (name, value) in folder.Environment.Concat(environment))
            start.Environment[name] = value;
        var started = Process.Start(start)!;
        started.StandardInput.Close();
        return new CliProcess(started, $"{Path.GetFileName(program)} {string.Join(' ', arguments)}");
    }

    // The runtime directory is …/shared/Microsoft.NETCore.App/10.0.0 below the root.
    private static string DotNetRoot =>
        Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../.."));
}

/// <summary>What a stream has brought until now.</summary>
internal sealed class StreamSoFar
{
    private readonly StringBuilder text = new();
    private readonly Task reading;

    internal StreamSoFar(StreamReader reader) => reading = ReadAsync(reader);

    internal string Text
    {
        get
        {
            lock (text)
                return text.ToString();
        }
    }

    internal async Task<string> EndAsync()
    {
        await reading;
        return Text;
    }

    private async Task ReadAsync(StreamReader reader)
    {
        var buffer = new char[4096];
        while (await reader.ReadAsync(buffer) is > 0 and var count)
            lock (text)
                text.Append(buffer, 0, count);
    }
}

/// <summary>How a command ended.</summary>
/// <param name="Command">What was typed.</param>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">Its standard output.</param>
/// <param name="Error">Its standard error.</param>
internal sealed record CliResult(string Command, int ExitCode, string Output, string Error)
{
    /// <summary>The lines that begin with <c>error:</c>.</summary>
    internal IReadOnlyList<string> Errors =>
        [.. Error.Split('\n').Where(line => line.StartsWith("error:", StringComparison.Ordinal))];

    /// <summary>It succeeded.</summary>
    internal CliResult AssertDone() => AssertEnded(0);

    /// <summary>It ended with this code.</summary>
    internal CliResult AssertEnded(int exitCode)
    {
        Assert.True(ExitCode == exitCode, $"{Command}: exit {ExitCode} instead of {exitCode}\n{Output}\n{Error}");
        return this;
    }

    /// <summary>It was refused with this code and one clear line that holds these words, and no stack trace.</summary>
    internal CliResult AssertRefused(int exitCode, params string[] words)
    {
        AssertEnded(exitCode);
        var line = Assert.Single(Errors);
        Assert.All(words, word => Assert.Contains(word, line, StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain("   at ", Error);
        Assert.DoesNotContain("Exception", Error);
        return this;
    }
}
