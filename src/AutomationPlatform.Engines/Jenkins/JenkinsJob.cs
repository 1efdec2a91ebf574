using System.Text.Json;
using AutomationPlatform.Application;
using AutomationPlatform.Application.Orchestration;

namespace AutomationPlatform.Engines.Jenkins;

/// <summary>Which job is built, and with which parameters.</summary>
internal static class JenkinsJob
{
    /// <summary>The parameter that carries our id. A job must define it: Jenkins drops what it does not know.</summary>
    internal const string SubmissionParameter = "APC_SUBMISSION";

    private const string RunParameter = "APC_RUN_ID";
    private const string ShardParameter = "APC_SHARD";

    /// <summary>What the job of shards must define.</summary>
    internal static readonly IReadOnlyCollection<string> ShardParameters =
    [
        SubmissionParameter,
        RunParameter,
        ShardParameter,
    ];

    /// <summary>Whether a text names a job with the folders above it.</summary>
    internal static bool IsPath(string text) =>
        text.Split('/').All(part => part.Trim().Length > 0 && part is not ("." or ".."));

    /// <summary>The address of a job by its path, below the root and with a slash at its end.</summary>
    internal static string AddressOf(string path) =>
        string.Concat(path.Split('/').Select(part => $"job/{Uri.EscapeDataString(part)}/"));

    /// <summary>The address of the job of an order.</summary>
    /// <exception cref="InvalidInputException">The definition names no job.</exception>
    internal static string Address(EngineOrder order, EngineSettings settings)
    {
        var path =
            order.Purpose == SubmissionPurpose.Shards
                ? settings.Require(JenkinsAdapter.ShardJob, "shards are builds of it")
                : order.FindText("job");
        if (path is null || !IsPath(path))
            throw new InvalidInputException(
                $"automation '{order.Automation}': handler engine needs job, for instance job: folder/nightly"
            );
        return AddressOf(path);
    }

    /// <summary>The parameters of the build.</summary>
    /// <exception cref="InvalidInputException">The definition gives one of those that are ours.</exception>
    internal static List<KeyValuePair<string, string>> Parameters(EngineOrder order, EngineSettings settings)
    {
        List<KeyValuePair<string, string>> parameters =
        [
            new(SubmissionParameter, $"{order.Id}"),
            new(RunParameter, order.RunId.ToString()),
        ];
        if (order.Purpose == SubmissionPurpose.Shards)
            parameters.Add(new(ShardParameter, $"{order.FirstShard}/{order.Shards}"));
        else if (order.FindObject("parameters") is { } given)
            parameters.AddRange(given.EnumerateObject().Select(each => Own(order, each)));
        return parameters;
    }

    /// <summary>Which of these the job must define. Which run it is for, a whole job need not know.</summary>
    internal static IReadOnlyCollection<string> Required(
        EngineOrder order,
        IEnumerable<KeyValuePair<string, string>> parameters
    ) =>
        order.Purpose == SubmissionPurpose.Shards
            ? ShardParameters
            : [.. parameters.Select(parameter => parameter.Key).Where(name => name != RunParameter)];

    private static KeyValuePair<string, string> Own(EngineOrder order, JsonProperty given) =>
        ShardParameters.Contains(given.Name)
            ? throw new InvalidInputException(
                $"automation '{order.Automation}': handler engine gives the parameter {given.Name}, which is set by us; "
                    + "give it another name"
            )
            : KeyValuePair.Create(given.Name, given.Value.Plain());
}
