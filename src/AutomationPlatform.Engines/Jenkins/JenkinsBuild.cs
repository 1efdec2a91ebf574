using AutomationPlatform.Application.Orchestration;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Engines.Jenkins;

/// <summary>What Jenkins tells of a build or of an item in its queue.</summary>
internal static class JenkinsBuild
{
    /// <summary>What is asked of whatever may be ours: the parameters by which that is seen.</summary>
    internal const string MarkTree = "actions[parameters[name,value]]";

    /// <summary>What is asked of a build.</summary>
    internal const string Tree =
        $"number,queueId,url,building,result,timestamp,duration,estimatedDuration,builtOn,{MarkTree}";

    /// <summary>What is asked of an item in the queue.</summary>
    internal const string QueueTree =
        $"id,blocked,buildable,stuck,inQueueSince,why,cancelled,executable[number],task[name],{MarkTree}";

    private const string Building = "building";
    private const string Aborted = "ABORTED";

    /// <summary>The report of a build. A result may be there while it still goes on.</summary>
    internal static PartReport ToReport(
        JenkinsAnswer build,
        string externalId,
        JenkinsId id,
        EngineJob job,
        EngineSettings settings
    )
    {
        var goesOn = GoesOn(build);
        var url = build.Text("url");
        return new PartReport(
            0,
            externalId,
            goesOn ? ExecutionStatus.Processing : Meaning(build, job, settings),
            State(build),
            build.Words("number", "queueId", Building, "result", "timestamp", "duration", "estimatedDuration")
        )
        {
            Continuation = id.ToString(),
            Url = url,
            Log = url is null ? null : url + "console",
            Node = build.Text("builtOn") is { Length: > 0 } node ? node : null,
            Message = State(build) == Aborted && !job.CancelRequested ? "aborted, not by us" : null,
        };
    }

    /// <summary>The report of what waits in the queue, or has left it without a build.</summary>
    internal static PartReport OfQueue(JenkinsAnswer item, string externalId, JenkinsId id) =>
        new(
            0,
            externalId,
            IsCancelled(item) ? ExecutionStatus.Cancelled : ExecutionStatus.Pending,
            IsCancelled(item) ? "cancelled in the queue" : "queued",
            item.Words("id", "blocked", "buildable", "stuck", "inQueueSince", "why")
        )
        {
            Continuation = id.ToString(),
            Message = item.Text("why"),
        };

    /// <summary>Whether a build has not ended.</summary>
    internal static bool GoesOn(JenkinsAnswer build) => build.RequireFlag(Building) || build.Text("result") is null;

    /// <summary>How a build stands, in the words of Jenkins.</summary>
    internal static string State(JenkinsAnswer build) => GoesOn(build) ? Building : build.Text("result")!;

    /// <summary>Whether an item was taken out of the queue.</summary>
    internal static bool IsCancelled(JenkinsAnswer item) => item.Flag("cancelled") ?? false;

    /// <summary>The number of the build that an item has become; null while it has not.</summary>
    internal static long? NumberIn(JenkinsAnswer item) => item.Part("executable")?.Number("number");

    /// <summary>Whether a build or an item in the queue carries this id.</summary>
    internal static bool Carries(JenkinsAnswer thing, Guid submission) => MarkIn(thing) == submission;

    /// <summary>The id of ours that a build or an item in the queue carries; null for those of others.</summary>
    internal static Guid? MarkIn(JenkinsAnswer thing)
    {
        foreach (var action in thing.List("actions"))
        foreach (var parameter in action.List("parameters"))
            if (
                parameter.Text("name") == JenkinsJob.SubmissionParameter
                && Guid.TryParseExact(parameter.Text("value"), "D", out var id)
            )
                return id;
        return null;
    }

    private static ExecutionStatus Meaning(JenkinsAnswer build, EngineJob job, EngineSettings settings) =>
        State(build) switch
        {
            Aborted when job.CancelRequested => ExecutionStatus.Cancelled,
            "UNSTABLE" => Lifecycle.Parse(settings.Get(JenkinsAdapter.Unstable, "COMPLETED")),
            var result => JenkinsAdapter.Statuses.Find(result)
                ?? throw build.Unclear("result", $"is '{result}', whose meaning is not known"),
        };
}
