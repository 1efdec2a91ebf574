using AutomationPlatform.Application.Orchestration;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Engines.Http;

namespace AutomationPlatform.Engines.Jenkins;

/// <summary>Jenkins by its remote API, with <c>user:token</c> as the credential.</summary>
internal sealed class JenkinsAdapter : IEngineAdapter
{
    internal const string ShardJob = "shardJob";
    internal const string Unstable = "unstable";

    /// <summary>What the results of builds mean. ABORTED is CANCELLED when we asked for it, and FAILED when others did.</summary>
    internal static readonly StatusMap Statuses = new(
        ("SUCCESS", ExecutionStatus.Completed),
        ("UNSTABLE", ExecutionStatus.Completed),
        ("FAILURE", ExecutionStatus.Failed),
        ("ABORTED", ExecutionStatus.Failed),
        ("NOT_BUILT", ExecutionStatus.Skipped)
    );

    public EngineType Type { get; } =
        new(
            "jenkins",
            "Jenkins, by its remote API with user:token",
            [
                new(ShardJob, "For shards: the job that runs a worker, with the folders above it: folder/name"),
                new(Unstable, "What UNSTABLE means: COMPLETED (the default) or FAILED"),
            ]
        );

    public bool NeedsCredential => true;

    public void Check(EngineSettings settings)
    {
        if (settings.Get(Unstable, "COMPLETED") is not ("COMPLETED" or "FAILED"))
            throw settings.Wrong(Unstable, "is neither COMPLETED nor FAILED");
        if (settings.Find(ShardJob) is { } job && !JenkinsJob.IsPath(job))
            throw settings.Wrong(ShardJob, $"is '{job}'; give the names of folders and job with / between them");
    }

    public IEngineClient Open(EngineHttp http, EngineSettings settings) => new JenkinsClient(http, settings);
}
