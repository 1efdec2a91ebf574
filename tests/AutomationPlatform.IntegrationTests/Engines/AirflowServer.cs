using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using AutomationPlatform.IntegrationTests.Handlers;
using Microsoft.AspNetCore.Http;

namespace AutomationPlatform.IntegrationTests.Engines;

/// <summary>A server that keeps DAG runs as Airflow's API does: it gives tokens for a user and a password, ids are unique in
/// their DAG, and any run may be set to failed.</summary>
internal sealed class AirflowServer : IAsyncDisposable
{
    internal const string User = "ada";
    internal const string Password = "secret";

    private const string ValidToken = "first";

    private readonly HttpService http;
    private readonly ConcurrentDictionary<(string Dag, string Run), string> states = new();

    private AirflowServer(HttpService http) => this.http = http;

    internal Uri Url => http.Url;

    /// <summary>Happens when a run was made, with DAG, run and configuration: whoever plays a scheduler begins here.</summary>
    internal Action<string, string, JsonNode> Made { get; set; } = (_, _, _) => { };

    internal string this[string dag, string run]
    {
        get => states[(dag, run)];
        set => states[(dag, run)] = value;
    }

    internal static async Task<AirflowServer> StartAsync()
    {
        var server = new AirflowServer(await HttpService.StartAsync());
        server.http.Answer = server.AnswerAsync;
        return server;
    }

    public ValueTask DisposeAsync() => http.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var (request, response) = (context.Request, context.Response);
        var body = request.ContentLength > 0 ? await JsonNode.ParseAsync(request.Body) : null;
        var path = request.Path.Value!.Trim('/').Split('/');
        if (path is ["auth", "token"])
        {
            response.StatusCode =
                (string?)body!["username"] == User && (string?)body["password"] == Password ? 201 : 401;
            await response.WriteAsJsonAsync(new { access_token = ValidToken });
        }
        else if (request.Headers.Authorization != $"Bearer {ValidToken}")
            response.StatusCode = 401;
        else
            await RouteAsync(context, path[2..], body);
    }

    private Task RouteAsync(HttpContext context, string[] path, JsonNode? body)
    {
        switch (context.Request.Method, path)
        {
            case ("GET", ["version"]):
                return context.Response.WriteAsJsonAsync(new { version = "3.1.0" });
            case ("GET", ["dags"]):
                return context.Response.WriteAsJsonAsync(new { dags = Array.Empty<string>() });
            case ("POST", ["dags", var dag, "dagRuns"]):
                return TriggerAsync(context, dag, body!);
            case ("GET" or "PATCH", ["dags", var dag, "dagRuns", var run]) when states.ContainsKey((dag, run)):
                if (body is not null)
                    states[(dag, run)] = (string)body["state"]!;
                return ToldAsync(context, dag, run);
            default:
                context.Response.StatusCode = 404;
                return Task.CompletedTask;
        }
    }

    private async Task TriggerAsync(HttpContext context, string dag, JsonNode body)
    {
        var run = (string)body["dag_run_id"]!;
        if (!states.TryAdd((dag, run), "queued"))
        {
            context.Response.StatusCode = 409;
            return;
        }
        Made(dag, run, body["conf"]!);
        await ToldAsync(context, dag, run);
    }

    private Task ToldAsync(HttpContext context, string dag, string run) =>
        context.Response.WriteAsJsonAsync(
            new
            {
                dag_id = dag,
                dag_run_id = run,
                state = states[(dag, run)],
            }
        );
}
