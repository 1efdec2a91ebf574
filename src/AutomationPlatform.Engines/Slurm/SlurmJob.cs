using System.Text.Json;
using System.Text.Json.Nodes;
using AutomationPlatform.Application;
using AutomationPlatform.Application.Orchestration;

namespace AutomationPlatform.Engines.Slurm;

/// <summary>What is submitted to Slurm. Nothing secret is in it: the database's URL is in a file on the nodes.</summary>
internal static class SlurmJob
{
    private const string DefaultPath = "/usr/local/bin:/usr/bin:/bin";

    /// <summary>The body of the submission.</summary>
    internal static string Of(EngineOrder order, EngineSettings settings)
    {
        var job = new JsonObject
        {
            ["name"] = order.Name,
            ["comment"] = order.Mark,
            ["tasks"] = 1,
            ["current_working_directory"] = settings.Require(SlurmAdapter.Directory, "jobs must run somewhere"),
            ["standard_output"] = Log(order, settings),
            ["requeue"] = true,
            // Until the submission knows its number: one that was sent twice does not begin twice.
            ["hold"] = true,
            ["environment"] = Environment(order, settings),
        };
        if ((order.FindText("partition") ?? settings.Find(SlurmAdapter.Partition)) is { } partition)
            job["partition"] = partition;
        if (Limit(order, settings) is { } limit)
            job["time_limit"] = limit;
        if (order.Purpose == SubmissionPurpose.Shards)
            job["array"] = $"0-{order.Parts - 1}";
        return new JsonObject { ["script"] = Script(order, settings), ["job"] = job }.ToJsonString();
    }

    /// <summary>The body that lets a held job go. The API wants an environment in every description of a job.</summary>
    internal static string LetGo() =>
        new JsonObject
        {
            ["hold"] = false,
            ["environment"] = new JsonObject { ["PATH"] = DefaultPath },
        }.ToJsonString();

    /// <summary>Where a job's output is; Slurm puts the numbers in.</summary>
    internal static string Log(EngineOrder order, EngineSettings settings) =>
        settings.Require(SlurmAdapter.Directory, "logs must be somewhere").TrimEnd('/')
        + (order.Purpose == SubmissionPurpose.Shards ? $"/{order.Name}-%a.log" : $"/{order.Name}.log");

    private static string Script(EngineOrder order, EngineSettings settings)
    {
        if (order.Purpose == SubmissionPurpose.Delegate)
            return order.FindText("script") is { } script && script.StartsWith("#!", StringComparison.Ordinal)
                ? script
                : throw new InvalidInputException(
                    $"automation '{order.Automation}': handler engine needs script, a text that begins with #!"
                );
        var program = settings.Require(SlurmAdapter.Program, "shards are jobs of apc");
        var file = settings.Require(SlurmAdapter.DatabaseUrlFile, "shards find the database by it");
        var lease = settings.Lease(SlurmAdapter.Lease) is { } held ? $" --lease {held}" : "";
        return $"""
            #!/bin/bash
            exec {Quoted(program)} --db {Quoted("file:" + file)} worker --run {order.RunId} \
                --shard "$SLURM_ARRAY_TASK_ID/{order.Shards}" --drain{lease}

            """.ReplaceLineEndings("\n");
    }

    private static JsonObject Environment(EngineOrder order, EngineSettings settings)
    {
        var variables = new JsonObject
        {
            ["PATH"] = DefaultPath,
            ["APC_RUN_ID"] = order.RunId.ToString(),
            ["APC_AUTOMATION"] = order.Automation,
        };
        foreach (var (name, value) in settings.Below(SlurmAdapter.Environment))
            variables[name] = value;
        return variables;
    }

    private static int? Limit(EngineOrder order, EngineSettings settings)
    {
        if (order.Find("timeLimit") is not { } given)
            return settings.Find(SlurmAdapter.TimeLimit) is { } set ? int.Parse(set) : null;
        return given.ValueKind == JsonValueKind.Number && given.TryGetInt32(out var minutes) && minutes > 0
            ? minutes
            : throw order.Wrong("timeLimit", "is no whole number of minutes above 0, as in timeLimit: 120");
    }

    private static string Quoted(string text) => $"'{text.Replace("'", "'\\''")}'";
}
