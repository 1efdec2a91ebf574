using System.Text.Json.Nodes;

namespace AutomationPlatform.IntegrationTests.Engines.Descriptions;

/// <summary>The description of Argo's API as Prism can bear it: the operations that the adapter uses, their answers small, and
/// their requests as strict as the server is. The schemas of requests are Argo's own.</summary>
internal static class ArgoDescription
{
    /// <summary>The one workflow of which the mock tells.</summary>
    internal static readonly Guid Submission = new("00000000-0000-7000-8000-000000000001");

    private const string Space = "/api/v1/workflows/{namespace}";
    private const string One = "/api/v1/workflows/{namespace}/{name}";

    private static readonly Dictionary<string, (string[] Verbs, JsonObject Answer)> Used = new(StringComparer.Ordinal)
    {
        ["/api/v1/version"] = (["get"], new JsonObject { ["version"] = "v3.7.0" }),
        [Space] = (["get", "post"], new JsonObject { ["items"] = new JsonArray(Workflow()) }),
        [$"{Space}/submit"] = (["post"], Workflow()),
        [One] = (["get"], Workflow()),
        [$"{One}/stop"] = (["put"], Workflow()),
        [$"{One}/terminate"] = (["put"], Workflow()),
        [$"{One}/log"] = (["get"], Result(new JsonObject { ["content"] = "shard 0", ["podName"] = "a-1" })),
        ["/api/v1/workflow-events/{namespace}"] = (
            ["get"],
            Result(new JsonObject { ["type"] = "MODIFIED", ["object"] = Workflow() })
        ),
    };

    /// <summary>The description, read from beside the checkout; the running test is skipped by name without it.</summary>
    internal static string Read()
    {
        var whole = SharedSpecification.Json("argo-openapi.json");
        var paths = whole["paths"]!.AsObject();
        foreach (var path in paths.Select(each => each.Key).ToList())
            if (Used.TryGetValue(path, out var used))
                Keep(paths[path]!.AsObject(), used.Verbs, used.Answer);
            else
                paths.Remove(path);
        Assert.Equal(Used.Count, paths.Count);
        Tighten(whole["definitions"]!.AsObject());
        return whole.ToJsonString();
    }

    private static void Keep(JsonObject path, string[] verbs, JsonObject answer)
    {
        foreach (
            var verb in path.Select(each => each.Key).Where(key => key != "parameters" && !verbs.Contains(key)).ToList()
        )
            path.Remove(verb);
        foreach (var verb in verbs)
            path[verb]!["responses"] = new JsonObject
            {
                ["200"] = Response(answer),
                ["401"] = Refusal(16, "token not valid"),
                ["422"] = Refusal(3, "the request is not as described"),
            };
    }

    private static JsonObject Refusal(int code, string message) =>
        Response(new JsonObject { ["code"] = code, ["message"] = message });

    private static JsonObject Response(JsonObject example) =>
        new()
        {
            ["description"] = "an answer",
            ["schema"] = new JsonObject { ["type"] = "object" },
            ["examples"] = new JsonObject { ["application/json"] = example.DeepClone() },
        };

    // What the description does not know is an error, as with the server's own client; and a workflow there must be.
    private static void Tighten(JsonObject definitions)
    {
        foreach (var definition in definitions.Select(each => each.Value!.AsObject()))
            if (definition.ContainsKey("properties") && !definition.ContainsKey("additionalProperties"))
                definition["additionalProperties"] = false;
        definitions["io.argoproj.workflow.v1alpha1.WorkflowCreateRequest"]!["required"] = new JsonArray("workflow");
    }

    private static JsonObject Workflow() =>
        new()
        {
            ["metadata"] = new JsonObject { ["name"] = $"apc-{Submission:N}", ["resourceVersion"] = "101" },
            ["spec"] = new JsonObject(),
            ["status"] = new JsonObject
            {
                ["phase"] = "Running",
                ["nodes"] = new JsonObject
                {
                    ["a-1"] = new JsonObject
                    {
                        ["id"] = "a-1",
                        ["type"] = "Pod",
                        ["phase"] = "Running",
                    },
                },
            },
        };

    private static JsonObject Result(JsonObject result) => new() { ["result"] = result };
}
