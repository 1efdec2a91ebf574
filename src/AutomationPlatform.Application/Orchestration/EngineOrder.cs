using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Application.Orchestration;

/// <summary>What is to be started. A value; it holds no secret.</summary>
/// <param name="Id">Our id of the submission, which the job carries.</param>
/// <param name="RunId">The run it is for.</param>
/// <param name="Automation">The name of the run's automation.</param>
/// <param name="Purpose">Whether the run is handed over whole, or workers are started.</param>
/// <param name="FirstShard">The first shard of these, from 0.</param>
/// <param name="Parts">How many jobs this submission starts, from 1.</param>
/// <param name="Shards">How many shards the run has in all.</param>
/// <param name="Parameters">For a delegated run: what its definition says of the job; a JSON object.</param>
public sealed record EngineOrder(
    Guid Id,
    RunId RunId,
    string Automation,
    SubmissionPurpose Purpose,
    int FirstShard,
    int Parts,
    int Shards,
    Payload Parameters
)
{
    /// <summary>The name that jobs carry where names are short and plain: <c>apc-</c> and 32 hexadecimal digits.</summary>
    public string Name => $"{EngineMark.NamePrefix}{Id:N}";

    /// <summary>The mark that jobs carry where there is room for a remark: <c>apc:</c> and the id.</summary>
    public string Mark => $"{EngineMark.Prefix}{Id}";
}
