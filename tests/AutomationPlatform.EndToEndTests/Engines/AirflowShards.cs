using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using AutomationPlatform.IntegrationTests.Engines;

namespace AutomationPlatform.EndToEndTests.Engines;

/// <summary>Airflow, whose DAG of shards is the one of its page.</summary>
internal sealed partial class AirflowShards : ShardEngine
{
    private readonly AirflowServer server;

    private AirflowShards(AirflowServer server, WorkerNodes nodes)
        : base(nodes)
    {
        this.server = server;
        server.Made = Begin;
    }

    internal override string[] Description =>
        ["--type", "airflow", "--url", server.Url.AbsoluteUri, "--set", "shardDag=apc_shard"];

    internal override string Secret => $"{AirflowServer.User}:{AirflowServer.Password}";

    internal static async Task<AirflowShards> StartAsync(WorkerNodes nodes) =>
        new(await AirflowServer.StartAsync(), nodes);

    protected override ValueTask StopAsync() => server.DisposeAsync();

    private void Begin(string dag, string run, JsonNode configuration)
    {
        server[dag, run] = "running";
        Nodes.Start(
            $"{Command(configuration)} --lease {Lease}",
            [],
            exitCode => server[dag, run] = exitCode == 0 ? "success" : "failed"
        );
    }

    // The texts of Python that stand beside each other are one, in which Airflow fills in what is between braces.
    private string Command(JsonNode configuration)
    {
        var returned = WorkerNodes.Documented("airflow.md", "return (", ")\n");
        var text = string.Concat(Literal().Matches(returned).Select(match => match.Groups["text"].Value));
        return Given()
            .Replace(text.Replace("\\\"", "\""), match => (string)configuration[match.Groups["key"].Value]!)
            .Replace("/etc/apc/database.url", Nodes.DatabaseUrlFile);
    }

    [GeneratedRegex(
        """
            "(?<text>(?:[^"\\]|\\.)*)"
            """
    )]
    private static partial Regex Literal();

    [GeneratedRegex(
        """
            \{\{ dag_run\.conf\["(?<key>\w+)"\] \}\}
            """
    )]
    private static partial Regex Given();
}
