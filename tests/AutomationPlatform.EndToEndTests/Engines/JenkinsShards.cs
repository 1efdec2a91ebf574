using AutomationPlatform.IntegrationTests.Engines;

namespace AutomationPlatform.EndToEndTests.Engines;

/// <summary>Jenkins, whose job of shards is the one of its page.</summary>
internal sealed class JenkinsShards : ShardEngine
{
    private const string Job = "ops/apc-shard";

    private readonly JenkinsServer server;

    private JenkinsShards(JenkinsServer server, WorkerNodes nodes)
        : base(nodes)
    {
        this.server = server;
        server.Add(Job).Defined.UnionWith(["APC_SHARD"]);
        server.Queued = Begin;
    }

    internal override string[] Description =>
        ["--type", "jenkins", "--url", server.Url.AbsoluteUri, "--set", $"shardJob={Job}"];

    internal override string Secret => JenkinsServer.ByToken;

    internal static async Task<JenkinsShards> StartAsync(WorkerNodes nodes) =>
        new(await JenkinsServer.StartAsync(TimeProvider.System), nodes);

    protected override ValueTask StopAsync() => server.DisposeAsync();

    private void Begin(ServedItem item)
    {
        var build = server.Build(item.Id);
        var environment = new Dictionary<string, string>(item.Parameters) { ["DATABASE_FILE"] = Nodes.DatabaseUrlFile };
        Nodes.Start(
            $"{WorkerNodes.Documented("jenkins.md", "sh '", "'\n")} --lease {Lease}",
            environment,
            exitCode => build.End(exitCode == 0 ? "SUCCESS" : "FAILURE")
        );
    }
}
