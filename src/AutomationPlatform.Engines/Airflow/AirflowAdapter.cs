using AutomationPlatform.Application.Orchestration;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Engines.Http;

namespace AutomationPlatform.Engines.Airflow;

/// <summary>Airflow 3 by its API v2, with a JWT or <c>user:password</c> as the credential.</summary>
internal sealed class AirflowAdapter : IEngineAdapter
{
    internal const string ShardDag = "shardDag";

    /// <summary>What the states of DAG runs mean. A failed one is CANCELLED when we asked for its end.</summary>
    internal static readonly StatusMap Statuses = new(
        ("queued", ExecutionStatus.Pending),
        ("running", ExecutionStatus.Processing),
        ("success", ExecutionStatus.Completed),
        ("failed", ExecutionStatus.Failed)
    );

    public EngineType Type { get; } =
        new("airflow", "Airflow 3, by its API v2", [new(ShardDag, "For shards: the DAG whose run is a worker")]);

    public bool NeedsCredential => true;

    public void Check(EngineSettings settings)
    {
        if (settings.Find(ShardDag) is { } dag && string.IsNullOrWhiteSpace(dag))
            throw settings.Wrong(ShardDag, "is empty; name the DAG or leave it out");
    }

    public IEngineClient Open(EngineHttp http, EngineSettings settings) => new AirflowClient(http, settings);
}
