using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace AutomationPlatform.EndToEndTests.Faults;

/// <summary>A PostgreSQL of the test's own that it may kill; what was committed outlives that. Needs <c>initdb</c>.</summary>
internal sealed class PostgreSqlServer : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private readonly DirectoryInfo directory;
    private readonly string binaries;
    private readonly string[] unprivileged;
    private readonly int port = FreePort();

    private PostgreSqlServer(DirectoryInfo directory, string binaries, string[] unprivileged)
    {
        this.directory = directory;
        this.binaries = binaries;
        this.unprivileged = unprivileged;
    }

    internal string Url => $"postgresql://apc@127.0.0.1:{port}/postgres";

    /// <summary>Makes a cluster and starts it, or skips the running test by name where that cannot be.</summary>
    internal static async Task<PostgreSqlServer> StartAsync()
    {
        var programs = FindBinaries();
        Assert.SkipWhen(programs is null, "initdb is not installed, so no PostgreSQL of the test's own can be started");
        var home = Directory.CreateTempSubdirectory("apc-e2e-server-");
        var server = new PostgreSqlServer(home, programs!, await BecomeUnprivilegedAsync(home));
        await server.RunAsync("initdb", "-D", server.Data, "-U", "apc", "-E", "UTF8", "--no-sync", "--auth=trust");
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>Starts it after it was killed.</summary>
    internal Task StartAgainAsync() =>
        RunAsync(
            "pg_ctl",
            "-D",
            Data,
            "-w",
            "-s",
            "-l",
            Path.Combine(Data, "log"),
            "-o",
            // Without fsync what was committed is safe from the end of the server, though not of the machine.
            $"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={Data} -c fsync=off -c full_page_writes=off",
            "start"
        );

    /// <summary>Ends every process of it at once, as a crash does.</summary>
    internal Task KillAsync() => RunAsync("pg_ctl", "-D", Data, "-m", "immediate", "-s", "-w", "stop");

    public async ValueTask DisposeAsync()
    {
        if (File.Exists(Path.Combine(Data, "postmaster.pid")))
            await KillAsync();
        directory.Delete(recursive: true);
    }

    private string Data => Path.Combine(directory.FullName, "data");

    private async Task RunAsync(string program, params string[] arguments)
    {
        string[] line = [.. unprivileged, Path.Combine(binaries, program), .. arguments];
        // The server inherits what pg_ctl has open: nothing of it may be a pipe that somebody reads to its end.
        using var process = Process.Start(
            new ProcessStartInfo("sh", ["-c", "exec \"$@\" >/dev/null 2>&1 </dev/null", "sh", .. line])
            {
                WorkingDirectory = directory.FullName,
                UseShellExecute = false,
            }
        )!;
        using var limit = new CancellationTokenSource(Limit);
        await process.WaitForExitAsync(limit.Token);
        Assert.True(process.ExitCode == 0, $"{string.Join(' ', line)}: exit {process.ExitCode}");
    }

    // The server refuses to run as root.
    private static async Task<string[]> BecomeUnprivilegedAsync(DirectoryInfo directory)
    {
        if (Environment.UserName != "root")
            return [];
        Assert.SkipUnless(File.Exists("/usr/bin/setpriv"), "the server does not run as root, and there is no setpriv");
        using var giving = Process.Start("chown", ["65534:65534", directory.FullName]);
        await giving.WaitForExitAsync();
        return ["/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];
    }

    private static string? FindBinaries()
    {
        const string Debian = "/usr/lib/postgresql";
        string[] versions = Directory.Exists(Debian) ? Directory.GetDirectories(Debian) : [];
        var onPath = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':');
        return versions
            .OrderByDescending(version => version, StringComparer.Ordinal)
            .Select(version => Path.Combine(version, "bin"))
            .Concat(onPath)
            .FirstOrDefault(bin =>
                File.Exists(Path.Combine(bin, "initdb")) && File.Exists(Path.Combine(bin, "pg_ctl"))
            );
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
