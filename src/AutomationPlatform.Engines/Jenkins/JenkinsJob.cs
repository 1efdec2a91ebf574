using System.Text.Json;
using AutomationPlatform.Application;
using AutomationPlatform.Application.Orchestration;

namespace AutomationPlatform.Engines.Jenkins;

/// <summary>Which job is built, and with which parameters.</summary>
internal static class JenkinsJob
{
    /// <summary>The parameter that carries our id. A job must define it: Jenkins drops what it does not know.</summary>
    internal const string SubmissionParameter = "APC_SUBMISSION";

    /// <summary>Whether a text names a job with the folders above it.</summary>
    internal static bool IsPath(string text) =>
        text.Split('/').All(part => part.Trim().Length > 0 && part is not ("." or ".."));

    /// <summary>The address of the job, below the root and with a slash at its end.</summary>
    /// <exception cref="InvalidInputException">The definition names no job.</exception>
    internal static string Address(EngineOrder order, EngineSettings settings)
    {
        var path =
            order.Purpose == SubmissionPurpose.Shards
                ? settings.Require(JenkinsAdapter.ShardJob, "shards are builds of it")
                : Text(order, "job");
        if (path is null || !IsPath(path))
            throw new InvalidInputException(
                $"automation '{order.Automation}': handler engine needs job, for instance job: folder/nightly"
            );
        return string.Concat(path.Split('/').Select(part => $"job/{Uri.EscapeDataString(part)}/"));
    }

    /// <summary>The parameters of the build.</summary>
    internal static List<KeyValuePair<string, string>> Parameters(EngineOrder order)
    {
        List<KeyValuePair<string, string>> parameters =
        [
            new(SubmissionParameter, $"{order.Id}"),
            new("APC_RUN_ID", order.RunId.ToString()),
        ];
        if (order.Purpose == SubmissionPurpose.Shards)
            parameters.Add(new("APC_SHARD", $"{order.FirstShard}/{order.Shards}"));
        else if (
            order.Parameters.Element.TryGetProperty("parameters", out var given)
            && given.ValueKind == JsonValueKind.Object
        )
            parameters.AddRange(
                given.EnumerateObject().Select(each => KeyValuePair.Create(each.Name, each.Value.ToString()))
            );
        return parameters;
    }

    private static string? Text(EngineOrder order, string name) =>
        order.Parameters.Element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
