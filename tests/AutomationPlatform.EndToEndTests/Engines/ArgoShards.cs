using System.Text.Json;
using System.Text.Json.Nodes;
using AutomationPlatform.IntegrationTests.Engines;

namespace AutomationPlatform.EndToEndTests.Engines;

/// <summary>Argo Workflows, whose pods are what was submitted: a container for each member of a list.</summary>
internal sealed class ArgoShards : ShardEngine
{
    private readonly ArgoServer server;

    private ArgoShards(ArgoServer server, WorkerNodes nodes)
        : base(nodes)
    {
        this.server = server;
        server.Made = Begin;
    }

    internal override string[] Description =>
        [
            .. (string[])["--type", "argo", "--url", server.Url.AbsoluteUri, "--set", "namespace=flows"],
            .. (string[])["--set", "image=apc:1", "--set", "databaseSecret=apc-database", "--set", $"lease={Lease}"],
        ];

    internal override string Secret => ArgoServer.Token;

    internal static async Task<ArgoShards> StartAsync(WorkerNodes nodes) => new(await ArgoServer.StartAsync(), nodes);

    protected override ValueTask StopAsync() => server.DisposeAsync();

    private void Begin(string name, JsonNode request)
    {
        var spec = request["workflow"]!["spec"]!;
        var container = spec["templates"]!.AsArray().Single(template => template!["container"] is not null)![
            "container"
        ]!;
        var shards = JsonSerializer.Deserialize<int[]>((string)spec["arguments"]!["parameters"]![0]!["value"]!)!;
        var open = shards.Length;
        var phase = "Succeeded";
        foreach (var index in shards)
            server.AddNode(name, index, "Pod", "Running");
        server.SetPhase(name, "Running");
        foreach (var index in shards)
            Nodes.Start(Command(container, index), [], exitCode => End(index, exitCode));

        void End(int index, int exitCode)
        {
            if (exitCode != 0)
                phase = "Failed";
            server.AddNode(name, index, "Pod", exitCode == 0 ? "Succeeded" : "Failed");
            if (Interlocked.Decrement(ref open) == 0)
                server.SetPhase(name, phase);
        }
    }

    // As Argo fills in what is between braces, and Kubernetes mounts the secret.
    private string Command(JsonNode container, int index)
    {
        var mounted = (string)container["volumeMounts"]![0]!["mountPath"]! + "/url";
        return string.Join(
            ' ',
            container["command"]!
                .AsArray()
                .Concat(container["args"]!.AsArray())
                .Select(word => (string)word!)
                .Select(word => word.Replace("{{inputs.parameters.index}}", $"{index}"))
                .Select(word => $"'{word.Replace(mounted, Nodes.DatabaseUrlFile)}'")
        );
    }
}
