namespace AutomationPlatform.EndToEndTests.Engines;

/// <summary>An engine, played, whose jobs start real workers on its nodes. Dispose it.</summary>
internal abstract class ShardEngine(WorkerNodes nodes) : IAsyncDisposable
{
    /// <summary>How long what a killed worker held stays its own, and so how long the others wait for it.</summary>
    protected const string Lease = "2s";

    internal WorkerNodes Nodes => nodes;

    /// <summary>What <c>apc engines add</c> is told of it, behind the name.</summary>
    internal abstract string[] Description { get; }

    /// <summary>The credential.</summary>
    internal abstract string Secret { get; }

    internal static async Task<ShardEngine> StartAsync(string type, WorkerNodes nodes) =>
        type switch
        {
            "airflow" => await AirflowShards.StartAsync(nodes),
            "argo" => await ArgoShards.StartAsync(nodes),
            _ => await JenkinsShards.StartAsync(nodes),
        };

    public async ValueTask DisposeAsync()
    {
        await nodes.DisposeAsync();
        await StopAsync();
    }

    protected abstract ValueTask StopAsync();
}
