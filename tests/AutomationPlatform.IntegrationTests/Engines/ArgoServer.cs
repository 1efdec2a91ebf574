using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using AutomationPlatform.IntegrationTests.Handlers;
using Microsoft.AspNetCore.Http;

namespace AutomationPlatform.IntegrationTests.Engines;

/// <summary>A server that keeps workflows as Argo's does: names are unique, what is stopped ends as Failed, and what has ended
/// cannot be stopped.</summary>
internal sealed class ArgoServer : IAsyncDisposable
{
    internal const string Token = "let-me-in";

    private readonly HttpService http;
    private readonly Lock gate = new();
    private readonly ConcurrentDictionary<string, JsonObject> workflows = new(StringComparer.Ordinal);

    private ArgoServer(HttpService http) => this.http = http;

    internal Uri Url => http.Url;

    /// <summary>Every body that came, by what was asked with it.</summary>
    internal ConcurrentQueue<(string Asked, JsonNode Body)> Bodies { get; } = new();

    /// <summary>Happens when a workflow was made, with its name and the request: whoever plays a controller begins here.</summary>
    internal Action<string, JsonNode> Made { get; set; } = (_, _) => { };

    internal JsonObject this[string name] => workflows[name];

    internal int Count => workflows.Count;

    internal static async Task<ArgoServer> StartAsync()
    {
        var server = new ArgoServer(await HttpService.StartAsync());
        server.http.Answer = server.AnswerAsync;
        return server;
    }

    public ValueTask DisposeAsync() => http.DisposeAsync();

    /// <summary>Adds the node of a shard.</summary>
    internal void AddNode(string name, int index, string type, string phase, params string[] children)
    {
        var node = new JsonObject
        {
            ["type"] = type,
            ["phase"] = phase,
            ["hostNodeName"] = $"node-{index}",
            ["children"] = new JsonArray([.. children.Select(child => JsonValue.Create(child))]),
            ["inputs"] = new JsonObject
            {
                ["parameters"] = new JsonArray(new JsonObject { ["name"] = "index", ["value"] = $"{index}" }),
            },
        };
        lock (gate)
            workflows[name]["status"]!.AsObject()["nodes"]!.AsObject()[$"{name}-{type}-{index}"] = node;
    }

    internal void SetPhase(string name, string phase)
    {
        lock (gate)
            workflows[name]["status"]!["phase"] = phase;
    }

    private JsonNode? Find(string name)
    {
        lock (gate)
            return workflows.TryGetValue(name, out var found) ? found.DeepClone() : null;
    }

    private async Task AnswerAsync(HttpContext context)
    {
        if (context.Request.Headers.Authorization != $"Bearer {Token}")
        {
            await RefuseAsync(context, 401, 16, "token not valid");
            return;
        }
        var body = context.Request.ContentLength > 0 ? await JsonNode.ParseAsync(context.Request.Body) : null;
        var path = context.Request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries)[2..];
        if (body is not null)
            Bodies.Enqueue(($"{context.Request.Method} {string.Join('/', path)}", body));
        await (
            (context.Request.Method, path) switch
            {
                ("GET", ["version"]) => context.Response.WriteAsJsonAsync(new { version = "v3.7.0" }),
                ("GET", ["workflows", "flows"]) => context.Response.WriteAsJsonAsync(new { items = workflows.Values }),
                ("POST", ["workflows", "flows"]) => MakeAsync(
                    context,
                    body?["workflow"]?["metadata"]?["name"]?.GetValue<string>(),
                    body
                ),
                ("POST", ["workflows", "flows", "submit"]) => MakeAsync(
                    context,
                    body?["submitOptions"]?["name"]?.GetValue<string>(),
                    body
                ),
                ("GET", ["workflows", "flows", var name]) when Find(name) is { } found =>
                    context.Response.WriteAsJsonAsync(found),
                ("PUT", ["workflows", "flows", var name, "stop" or "terminate"]) when workflows.ContainsKey(name) =>
                    StopAsync(context, name, path[^1]),
                _ => RefuseAsync(context, 404, 5, "not found"),
            }
        );
    }

    private async Task MakeAsync(HttpContext context, string? name, JsonNode? request)
    {
        if (name is null || request is null)
        {
            await RefuseAsync(context, 400, 3, "workflow body not specified");
            return;
        }
        var made = new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = name },
            ["spec"] = new JsonObject(),
            ["status"] = new JsonObject { ["nodes"] = new JsonObject() },
        };
        if (workflows.TryAdd(name, made))
        {
            Made(name, request);
            await context.Response.WriteAsJsonAsync(Find(name));
        }
        else
            await RefuseAsync(context, 409, 6, $"workflows.argoproj.io \"{name}\" already exists");
    }

    private async Task StopAsync(HttpContext context, string name, string verb)
    {
        if (workflows[name]["status"]!["phase"]?.GetValue<string>() is "Succeeded" or "Failed")
        {
            await RefuseAsync(context, 400, 3, "cannot shutdown a completed workflow");
            return;
        }
        workflows[name]["spec"]!["shutdown"] = verb == "stop" ? "Stop" : "Terminate";
        SetPhase(name, "Failed");
        await context.Response.WriteAsJsonAsync(workflows[name]);
    }

    private static Task RefuseAsync(HttpContext context, int status, int code, string message)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(new { code, message });
    }
}
