using System.Text.Json;
using AutomationPlatform.Application.Orchestration;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Engines.Http;

namespace AutomationPlatform.Engines.Airflow;

/// <summary>A DAG run as Airflow tells it.</summary>
/// <param name="json">The run.</param>
/// <param name="state">Its state in Airflow's words.</param>
/// <param name="status">What that means.</param>
internal sealed class AirflowRun(JsonElement json, string state, ExecutionStatus status)
{
    private static readonly string[] Kept =
    [
        "dag_id",
        "dag_run_id",
        "state",
        "queued_at",
        "start_date",
        "end_date",
        "duration",
        "run_type",
        "note",
    ];

    /// <summary>Whether it has not ended.</summary>
    internal bool IsActive => status.IsActive();

    /// <summary>Whether its tasks say more of it than its state does.</summary>
    internal bool IsToldByTasks => status is ExecutionStatus.Processing or ExecutionStatus.Failed;

    /// <summary>Reads a run.</summary>
    /// <exception cref="EngineException">It is none, or in a state whose meaning is not known.</exception>
    internal static AirflowRun Read(EngineResponse response)
    {
        var json = response.RequireJson();
        var state = json.Line("state") ?? "";
        return new AirflowRun(
            json,
            state,
            AirflowAdapter.Statuses.Find(state)
                ?? throw response.Trouble(
                    EngineTrouble.Unclear,
                    $"the state '{state}', whose meaning is not known",
                    "see the DAG run in Airflow"
                )
        );
    }

    /// <summary>How it stands.</summary>
    /// <param name="job">The job it is.</param>
    /// <param name="tasks">Its tasks; null when they were not asked for.</param>
    internal PartReport ToReport(EngineJob job, AirflowTasks? tasks)
    {
        var words = json.Words(Kept);
        if (tasks is not null)
            words["tasks"] = tasks.Words();
        return new PartReport(0, job.ExternalId, Meaning(job, tasks), state, Payload.Of(words))
        {
            Node = tasks?.Host,
            Message = tasks?.Message,
        };
    }

    // It has no word for what was cancelled.
    private ExecutionStatus Meaning(EngineJob job, AirflowTasks? tasks) =>
        status == ExecutionStatus.Failed && job.CancelRequested ? ExecutionStatus.Cancelled
        : status == ExecutionStatus.Processing && tasks is { AreRetried: true } ? ExecutionStatus.Retrying
        : status;
}
