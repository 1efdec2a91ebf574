using System.Text.Json.Nodes;
using AutomationPlatform.Application;
using AutomationPlatform.Application.Orchestration;

namespace AutomationPlatform.Engines.Argo;

/// <summary>What is submitted to Argo. Nothing secret is in it: the database's URL is mounted from a secret.</summary>
internal static class ArgoRequest
{
    /// <summary>The label by which our workflows are found.</summary>
    internal const string SubmissionLabel = "apc.io/submission";

    private const string RunParameter = "apc-run-id";
    private const string RunLabel = "apc.io/run";
    private const string MountPath = "/etc/apc/database";

    /// <summary>Where to post, below the root, and what.</summary>
    /// <exception cref="InvalidInputException">The definition does not say what to run.</exception>
    internal static (string Address, string Body) Of(EngineOrder order, EngineSettings settings)
    {
        var space = settings.Require(ArgoAdapter.Namespace, "workflows live in one");
        if (order.Purpose == SubmissionPurpose.Shards)
            return ($"api/v1/workflows/{space}", Create(order, space, Shards(order, settings)));
        return order.FindObject("spec") is { } spec
            ? ($"api/v1/workflows/{space}", Create(order, space, JsonNode.Parse(spec.GetRawText())!))
            : ($"api/v1/workflows/{space}/submit", FromTemplate(order, space, settings));
    }

    private static string Create(EngineOrder order, string space, JsonNode spec) =>
        new JsonObject
        {
            ["namespace"] = space,
            ["workflow"] = new JsonObject
            {
                ["apiVersion"] = "argoproj.io/v1alpha1",
                ["kind"] = "Workflow",
                ["metadata"] = new JsonObject
                {
                    ["name"] = order.Name,
                    ["namespace"] = space,
                    ["labels"] = new JsonObject
                    {
                        [SubmissionLabel] = $"{order.Id}",
                        [RunLabel] = order.RunId.ToString(),
                    },
                },
                ["spec"] = spec,
            },
        }.ToJsonString();

    private static string FromTemplate(EngineOrder order, string space, EngineSettings settings)
    {
        var (kind, template) =
            order.FindText("template") is { } name ? ("WorkflowTemplate", name)
            : order.FindText("clusterTemplate") is { } shared ? ("ClusterWorkflowTemplate", shared)
            : throw new InvalidInputException(
                $"automation '{order.Automation}': handler engine needs template, clusterTemplate or spec"
            );
        var values = new JsonArray(JsonValue.Create($"{RunParameter}={order.RunId}"));
        if (order.FindObject("parameters") is { } parameters)
            foreach (var parameter in parameters.EnumerateObject().Where(each => each.Name != RunParameter))
                values.Add(JsonValue.Create($"{parameter.Name}={parameter.Value.Plain()}"));
        var options = new JsonObject
        {
            ["name"] = order.Name,
            ["labels"] = $"{SubmissionLabel}={order.Id},{RunLabel}={order.RunId}",
            ["parameters"] = values,
        };
        if (settings.Find(ArgoAdapter.ServiceAccount) is { } account)
            options["serviceAccount"] = account;
        return new JsonObject
        {
            ["namespace"] = space,
            ["resourceKind"] = kind,
            ["resourceName"] = template,
            ["submitOptions"] = options,
        }.ToJsonString();
    }

    private static JsonObject Shards(EngineOrder order, EngineSettings settings)
    {
        var spec = new JsonObject
        {
            ["entrypoint"] = "main",
            ["parallelism"] = order.Parts,
            ["arguments"] = Parameters("shards", $"[{string.Join(',', Enumerable.Range(0, order.Parts))}]"),
            ["volumes"] = new JsonArray(
                new JsonObject
                {
                    ["name"] = "database",
                    ["secret"] = new JsonObject
                    {
                        ["secretName"] = settings.Require(ArgoAdapter.DatabaseSecret, "shards find the database by it"),
                    },
                }
            ),
            ["templates"] = new JsonArray(Steps(), Work(order, settings)),
        };
        if (settings.Find(ArgoAdapter.ServiceAccount) is { } account)
            spec["serviceAccountName"] = account;
        return spec;
    }

    private static JsonObject Steps() =>
        new()
        {
            ["name"] = "main",
            ["steps"] = new JsonArray(
                new JsonArray(
                    new JsonObject
                    {
                        ["name"] = "shard",
                        ["template"] = "work",
                        ["arguments"] = Parameters("index", "{{item}}"),
                        ["withParam"] = "{{workflow.parameters.shards}}",
                    }
                )
            ),
        };

    // A limit as text: the schema of the API takes no number, and the server takes both.
    private static JsonObject Work(EngineOrder order, EngineSettings settings) =>
        new()
        {
            ["name"] = "work",
            ["inputs"] = new JsonObject { ["parameters"] = new JsonArray(new JsonObject { ["name"] = "index" }) },
            ["retryStrategy"] = new JsonObject { ["limit"] = "2", ["retryPolicy"] = "OnError" },
            ["container"] = new JsonObject
            {
                ["image"] = settings.Require(ArgoAdapter.Image, "shards are containers of apc"),
                ["command"] = new JsonArray(JsonValue.Create(settings.Get(ArgoAdapter.Program, "apc"))),
                ["args"] = Arguments(order, settings),
                ["volumeMounts"] = new JsonArray(
                    new JsonObject
                    {
                        ["name"] = "database",
                        ["mountPath"] = MountPath,
                        ["readOnly"] = true,
                    }
                ),
            },
        };

    private static JsonArray Arguments(EngineOrder order, EngineSettings settings)
    {
        var arguments = new JsonArray(
            "--db",
            $"file:{MountPath}/url",
            "worker",
            "--run",
            order.RunId.ToString(),
            "--shard",
            "{{inputs.parameters.index}}/" + order.Shards,
            "--drain"
        );
        if (settings.Lease(ArgoAdapter.Lease) is { } lease)
        {
            arguments.Add("--lease");
            arguments.Add(lease);
        }
        return arguments;
    }

    private static JsonObject Parameters(string name, string value) =>
        new() { ["parameters"] = new JsonArray(new JsonObject { ["name"] = name, ["value"] = value }) };
}
