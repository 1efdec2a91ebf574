using System.Diagnostics;

namespace AutomationPlatform.EndToEndTests.Engines;

/// <summary>The two-node cluster that <c>scripts/slurm.sh</c> has started in the directory that <c>APC_TEST_SLURM</c> names.</summary>
internal sealed class SlurmCluster
{
    private const string Variable = "APC_TEST_SLURM";

    private readonly string directory;

    private SlurmCluster(string directory) => this.directory = directory;

    internal string Url => File.ReadAllText(At("url")).Trim();

    internal string TokenFile => At("token");

    internal string User => File.ReadAllText(At("user")).Trim();

    /// <summary>Where jobs run and leave their logs.</summary>
    internal string Jobs => At("jobs");

    /// <summary>The cluster, or the running test is skipped by name.</summary>
    internal static SlurmCluster Require()
    {
        var running = Environment.GetEnvironmentVariable(Variable);
        Assert.SkipWhen(
            string.IsNullOrEmpty(running) || !File.Exists(Path.Combine(running, "url")),
            $"{Variable} does not name the directory of a running Slurm cluster; ./test.sh engines starts one"
        );
        return new SlurmCluster(running!);
    }

    /// <summary>The program where the jobs' user can read it, once for all tests.</summary>
    internal async Task<string> InstallProgramAsync()
    {
        var program = At("apc/apc");
        if (!File.Exists(program))
            await RunAsync(
                "sh",
                "-c",
                $"cp -r '{Path.GetDirectoryName(CliProcess.Program)}' '{At("apc")}' && chmod -R a+rX '{At("apc")}'"
            );
        return program;
    }

    /// <summary>Ends the daemon of a node at once. What it had started goes on, and nobody looks after it.</summary>
    internal Task KillNodeAsync(string node) => RunAsync("sh", "-c", $"kill -KILL $(cat '{At("run/" + node)}')");

    /// <summary>Starts it again.</summary>
    internal Task StartNodeAsync(string node) => RunAsync(At("slurm.sh"), "node", directory, node);

    /// <summary>The jobs that have not ended, as the cluster's own program lists them.</summary>
    internal Task<string> QueueAsync() => RunAsync("squeue", "-h", "-o", "%i %T");

    private string At(string name) => Path.Combine(directory, name);

    private async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments)
            {
                RedirectStandardOutput = true,
                UseShellExecute = false,
                Environment = { ["SLURM_CONF"] = At("slurm.conf") },
            }
        )!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: exit {process.ExitCode}");
        return output;
    }
}
