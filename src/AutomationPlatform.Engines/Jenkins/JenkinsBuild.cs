using System.Text.Json;
using System.Text.Json.Nodes;
using AutomationPlatform.Application.Orchestration;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Engines.Jenkins;

/// <summary>What Jenkins tells of a build or of an item in its queue.</summary>
internal static class JenkinsBuild
{
    /// <summary>What is asked of a build.</summary>
    internal const string Tree =
        "number,queueId,url,building,result,timestamp,duration,estimatedDuration,builtOn,actions[parameters[name,value]]";

    /// <summary>The report of a build. A result may be there while it still goes on.</summary>
    internal static PartReport ToReport(
        JsonElement build,
        string externalId,
        JenkinsId id,
        EngineJob job,
        EngineSettings settings
    )
    {
        var result = Text(build, "result");
        var goesOn = Flag(build, "building") || result is null;
        return new PartReport(
            0,
            externalId,
            goesOn ? ExecutionStatus.Processing : Meaning(result!, job, settings),
            goesOn ? "building" : result!,
            Words(build, "number", "queueId", "building", "result", "timestamp", "duration", "estimatedDuration")
        )
        {
            Continuation = id.ToString(),
            Url = Text(build, "url"),
            Log = Text(build, "url") is { } url ? url + "console" : null,
            Node = Text(build, "builtOn") is { Length: > 0 } node ? node : null,
            Message = !goesOn && result == "ABORTED" && !job.CancelRequested ? "aborted, not by us" : null,
        };
    }

    /// <summary>The report of what waits in the queue, or has left it without a build.</summary>
    internal static PartReport OfQueue(JsonElement item, string externalId, JenkinsId id) =>
        new(
            0,
            externalId,
            Flag(item, "cancelled") ? ExecutionStatus.Cancelled : ExecutionStatus.Pending,
            Flag(item, "cancelled") ? "cancelled in the queue" : "queued",
            Words(item, "id", "blocked", "buildable", "stuck", "inQueueSince", "why")
        )
        {
            Continuation = id.ToString(),
            Message = Text(item, "why"),
        };

    /// <summary>The number of the build that an item has become; null while it has not.</summary>
    internal static long? NumberIn(JsonElement item) =>
        item.TryGetProperty("executable", out var executable)
        && executable.ValueKind == JsonValueKind.Object
        && executable.TryGetProperty("number", out var number)
            ? number.GetInt64()
            : null;

    /// <summary>Whether a build or an item in the queue carries this id.</summary>
    internal static bool Carries(JsonElement thing, Guid submission) =>
        thing.TryGetProperty("actions", out var actions)
        && actions.ValueKind == JsonValueKind.Array
        && actions
            .EnumerateArray()
            .Where(action => action.ValueKind == JsonValueKind.Object && action.TryGetProperty("parameters", out _))
            .SelectMany(action => action.GetProperty("parameters").EnumerateArray())
            .Any(parameter =>
                Text(parameter, "name") == JenkinsJob.SubmissionParameter && Text(parameter, "value") == $"{submission}"
            );

    private static ExecutionStatus Meaning(string result, EngineJob job, EngineSettings settings) =>
        result switch
        {
            "ABORTED" when job.CancelRequested => ExecutionStatus.Cancelled,
            "UNSTABLE" => Lifecycle.Parse(settings.Get(JenkinsAdapter.Unstable, "COMPLETED")),
            _ => JenkinsAdapter.Statuses.Find(result) ?? ExecutionStatus.Failed,
        };

    private static Payload Words(JsonElement element, params string[] names)
    {
        var words = new JsonObject();
        foreach (var name in names)
            if (element.TryGetProperty(name, out var value))
                words[name] = JsonNode.Parse(value.GetRawText());
        return Payload.Parse(words.ToJsonString());
    }

    private static bool Flag(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
