using System.Diagnostics;

namespace AutomationPlatform.Benchmarks.Execution.Peers;

/// <summary>Other queues, installed from their registries below <c>artifacts/peers</c>; none becomes part of the product.</summary>
internal sealed class PeerPrograms
{
    private readonly string directory;

    private PeerPrograms(string directory) => this.directory = directory;

    /// <summary>True when graphile-worker and pg-boss, and the Node they need, are there.</summary>
    internal bool HasNode { get; private set; }

    /// <summary>True when Hangfire.PostgreSql is there.</summary>
    internal bool HasHangfire { get; private set; }

    /// <summary>Installs what is missing; what cannot be installed is named and left out.</summary>
    internal static async Task<PeerPrograms> InstallAsync()
    {
        var root = Root();
        var sources = Path.Combine(root, "benchmarks", "peers");
        var peers = new PeerPrograms(Path.Combine(root, "artifacts", "peers"));
        Directory.CreateDirectory(peers.directory);
        foreach (var file in Directory.EnumerateFiles(sources))
            File.Copy(file, Path.Combine(peers.directory, Path.GetFileName(file)), overwrite: true);
        peers.HasNode =
            File.Exists(peers.NodePath)
            || await SucceedsAsync("graphile-worker and pg-boss", peers.directory, "npm", "install", "--no-audit");
        peers.HasHangfire = await SucceedsAsync(
            "Hangfire.PostgreSql",
            Path.Combine(sources, "hangfire"),
            "dotnet",
            "build",
            "-c",
            "Release",
            "-v",
            "q",
            "--nologo"
        );
        return peers;
    }

    private string NodePath => Path.Combine(directory, "node_modules", ".bin", "node");

    internal IReadOnlyList<string> Node(string program, string url, int items, params string[] arguments) =>
        [NodePath, Path.Combine(directory, program), "--db", url, "--items", $"{items}", .. arguments];

    internal IReadOnlyList<string> Hangfire(string url, int items) =>
        ["dotnet", Path.Combine(directory, "hangfire", "bin", "hangfire-peer.dll"), "--db", url, "--items", $"{items}"];

    private static async Task<bool> SucceedsAsync(string what, string place, params string[] command)
    {
        var start = new ProcessStartInfo(command[0])
        {
            WorkingDirectory = place,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var argument in command.Skip(1))
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode == 0)
            return true;
        Console.WriteLine($"Left out, because it could not be installed: {what}\n{output}{await errors}");
        return false;
    }

    private static string Root()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(at.FullName, "AutomationPlatform.slnx")))
            at = at.Parent ?? throw new DirectoryNotFoundException("Run it from a clone of the repository");
        return at.FullName;
    }
}
