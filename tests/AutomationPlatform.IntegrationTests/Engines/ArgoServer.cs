using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using AutomationPlatform.IntegrationTests.Handlers;
using Microsoft.AspNetCore.Http;

namespace AutomationPlatform.IntegrationTests.Engines;

/// <summary>A server that keeps workflows as Argo's does: names are unique, each change has a revision that watches are told
/// of, what is stopped ends as Failed, and what has ended cannot be stopped.</summary>
internal sealed partial class ArgoServer : IAsyncDisposable
{
    internal const string Token = "let-me-in";

    private readonly HttpService http;
    private readonly Lock gate = new();
    private readonly Dictionary<string, JsonObject> workflows = new(StringComparer.Ordinal);
    private long revision = 100;

    private ArgoServer(HttpService http) => this.http = http;

    internal Uri Url => http.Url;

    /// <summary>Every body that came, by what was asked with it.</summary>
    internal ConcurrentQueue<(string Asked, JsonNode Body)> Bodies { get; } = new();

    /// <summary>Every address that was asked for, as it came: path and query.</summary>
    internal ConcurrentQueue<string> Asked { get; } = new();

    /// <summary>Answers in its stead; true when it did.</summary>
    internal Func<HttpContext, Task<bool>> Before { get; set; } = _ => Task.FromResult(false);

    /// <summary>Happens when a workflow was made, with its name and the request: whoever plays a controller begins here.</summary>
    internal Action<string, JsonNode> Made { get; set; } = (_, _) => { };

    /// <summary>The status with which it says that there is nothing left to stop: versions differ.</summary>
    internal int NothingToStop { get; set; } = 400;

    /// <summary>How many workflows it gives at a time at most.</summary>
    internal int PageSize { get; set; } = int.MaxValue;

    internal JsonObject this[string name]
    {
        get
        {
            lock (gate)
                return (JsonObject)workflows[name].DeepClone();
        }
    }

    internal int Count
    {
        get
        {
            lock (gate)
                return workflows.Count;
        }
    }

    internal static async Task<ArgoServer> StartAsync()
    {
        var server = new ArgoServer(await HttpService.StartAsync());
        server.http.Answer = server.AnswerAsync;
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        CutWatches();
        await http.DisposeAsync();
    }

    /// <summary>Changes a workflow as its controller does; watches are told.</summary>
    internal void Change(string name, Action<JsonObject> change)
    {
        lock (gate)
        {
            change(workflows[name]);
            Tell("MODIFIED", name);
        }
    }

    internal void SetPhase(string name, string phase) => Change(name, workflow => workflow["status"]!["phase"] = phase);

    /// <summary>Adds the node of a shard.</summary>
    internal void AddNode(string name, int index, string type, string phase, params string[] children) =>
        AddNode(
            name,
            $"{name}-{type}-{index}",
            new JsonObject
            {
                ["type"] = type,
                ["phase"] = phase,
                ["hostNodeName"] = $"node-{index}",
                ["children"] = new JsonArray([.. children.Select(child => JsonValue.Create(child))]),
                ["inputs"] = Inputs(index),
            }
        );

    /// <summary>Adds the node of a pod, or changes it.</summary>
    /// <returns>The pod's name.</returns>
    internal string AddPod(string name, int number, string phase, int? shard = null)
    {
        var node = new JsonObject
        {
            ["id"] = $"{name}-{number}",
            ["type"] = "Pod",
            ["displayName"] = $"step-{number}",
            ["templateName"] = "work",
            ["phase"] = phase,
            ["startedAt"] = string.Create(CultureInfo.InvariantCulture, $"2026-11-29T08:00:{number:00}Z"),
        };
        if (shard is { } index)
            node["inputs"] = Inputs(index);
        AddNode(name, $"{name}-{number}", node);
        return $"{name}-work-{number}";
    }

    /// <summary>Forgets a workflow, as it does when its time to live is over.</summary>
    internal void Forget(string name)
    {
        lock (gate)
        {
            Tell("DELETED", name);
            workflows.Remove(name);
        }
    }

    private void AddNode(string name, string id, JsonObject node) =>
        Change(name, workflow => workflow["status"]!["nodes"]!.AsObject()[id] = node);

    private static JsonObject Inputs(int index) =>
        new() { ["parameters"] = new JsonArray(new JsonObject { ["name"] = "index", ["value"] = $"{index}" }) };

    private async Task AnswerAsync(HttpContext context)
    {
        Asked.Enqueue(context.Request.Path.Value + context.Request.QueryString.Value);
        if (await Before(context))
            return;
        if (context.Request.Headers.Authorization != $"Bearer {Token}")
        {
            await RefuseAsync(context, 401, 16, "token not valid");
            return;
        }
        var body = context.Request.ContentLength > 0 ? await JsonNode.ParseAsync(context.Request.Body) : null;
        var path = context.Request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries)[2..];
        if (body is not null)
            Bodies.Enqueue(($"{context.Request.Method} {string.Join('/', path)}", body));
        await RouteAsync(context, path, body);
    }

    private Task RouteAsync(HttpContext context, string[] path, JsonNode? body) =>
        (context.Request.Method, path) switch
        {
            ("GET", ["version"]) => context.Response.WriteAsJsonAsync(new { version = "v3.7.0" }),
            ("GET", ["workflows", "flows"]) => ListAsync(context),
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
            ("GET", ["workflow-events", "flows"]) => WatchAsync(context),
            ("GET", ["workflows", "flows", var name]) when Find(name) is { } found => context.Response.WriteAsJsonAsync(
                found
            ),
            ("GET", ["workflows", "flows", var name, "log"]) when Find(name) is not null => LogAsync(context),
            ("PUT", ["workflows", "flows", var name, "stop" or "terminate"]) when Find(name) is not null => StopAsync(
                context,
                name,
                path[^1]
            ),
            _ => RefuseAsync(context, 404, 5, "not found"),
        };

    private JsonObject? Find(string name)
    {
        lock (gate)
            return workflows.TryGetValue(name, out var found) ? (JsonObject)found.DeepClone() : null;
    }

    private Task ListAsync(HttpContext context)
    {
        var from = int.TryParse(context.Request.Query["listOptions.continue"], out var given) ? given : 0;
        lock (gate)
        {
            var page = workflows.Values.Skip(from).Take(PageSize).Select(each => each.DeepClone()).ToArray();
            var next = from + page.Length < workflows.Count ? $"{from + page.Length}" : "";
            return context.Response.WriteAsJsonAsync(
                new JsonObject
                {
                    ["metadata"] = new JsonObject { ["continue"] = next },
                    ["items"] = new JsonArray(page),
                }
            );
        }
    }

    private async Task MakeAsync(HttpContext context, string? name, JsonNode? request)
    {
        if (name is null || request is null)
        {
            await RefuseAsync(context, 400, 3, "workflow body not specified");
            return;
        }
        lock (gate)
        {
            if (workflows.ContainsKey(name))
                name = null;
            else
            {
                workflows[name] = new JsonObject
                {
                    ["metadata"] = new JsonObject { ["name"] = name },
                    ["spec"] = new JsonObject(),
                    ["status"] = new JsonObject { ["nodes"] = new JsonObject() },
                };
                Tell("ADDED", name);
            }
        }
        if (name is null)
        {
            await RefuseAsync(context, 409, 6, "workflows.argoproj.io already exists");
            return;
        }
        Made(name, request);
        await context.Response.WriteAsJsonAsync(this[name]);
    }

    private async Task StopAsync(HttpContext context, string name, string verb)
    {
        if (this[name]["status"]!["phase"]?.GetValue<string>() is "Succeeded" or "Failed")
        {
            await RefuseAsync(context, NothingToStop, 2, "cannot shutdown a completed workflow");
            return;
        }
        Change(
            name,
            workflow =>
            {
                workflow["spec"]!["shutdown"] = verb == "stop" ? "Stop" : "Terminate";
                workflow["status"]!["phase"] = "Failed";
            }
        );
        await context.Response.WriteAsJsonAsync(this[name]);
    }

    private static Task RefuseAsync(HttpContext context, int status, int code, string message)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(new { code, message });
    }
}
