using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using AutomationPlatform.IntegrationTests.Handlers;
using Microsoft.AspNetCore.Http;

namespace AutomationPlatform.IntegrationTests.Engines;

/// <summary>A server that keeps DAG runs as Airflow's API does: it gives tokens for a user and a password, ids are unique in
/// their DAG, and any run may be set to failed.</summary>
internal sealed partial class AirflowServer : IAsyncDisposable
{
    internal const string User = "ada";
    internal const string Password = "secret";

    private readonly HttpService http;
    private readonly ConcurrentDictionary<(string Dag, string Run), string> states = new();

    private AirflowServer(HttpService http) => this.http = http;

    internal Uri Url => http.Url;

    /// <summary>The DAGs it has, and whether they are paused.</summary>
    internal ConcurrentDictionary<string, bool> Dags { get; } =
        new(StringComparer.Ordinal) { ["nightly"] = false, ["apc_shard"] = false };

    /// <summary>Every body that came, by the schema it should have.</summary>
    internal ConcurrentQueue<(string Schema, JsonNode Body)> Bodies { get; } = new();

    /// <summary>Every address that was asked for, as it came: method, path and query.</summary>
    internal ConcurrentQueue<string> Asked { get; } = new();

    /// <summary>Answers in its stead; true when it did.</summary>
    internal Func<HttpContext, Task<bool>> Before { get; set; } = _ => Task.FromResult(false);

    /// <summary>Happens when a run was made, with DAG, run and configuration: whoever plays a scheduler begins here.</summary>
    internal Action<string, string, JsonNode> Made { get; set; } = (_, _, _) => { };

    /// <summary>The one token that it accepts.</summary>
    internal string ValidToken { get; set; } = "first";

    /// <summary>How many entries it gives at a time at most.</summary>
    internal int PageSize { get; set; } = 100;

    internal int Runs => states.Count;

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
        Asked.Enqueue($"{request.Method} {request.Path.ToUriComponent()}{request.QueryString.Value}");
        if (await Before(context))
            return;
        var body = request.ContentLength > 0 ? await JsonNode.ParseAsync(request.Body) : null;
        var path = request.Path.Value!.Trim('/').Split('/').Select(Uri.UnescapeDataString).ToArray();
        if (path is ["auth", "token"])
        {
            var accepts = (string?)body!["username"] == User && (string?)body["password"] == Password;
            response.StatusCode = accepts ? 201 : 401;
            await response.WriteAsJsonAsync(
                accepts ? (object)new { access_token = ValidToken } : Detail("Invalid credentials")
            );
        }
        else if (request.Headers.Authorization != $"Bearer {ValidToken}")
            await RefuseAsync(context, 401, "Invalid JWT token");
        else
            await RouteAsync(context, path[2..], body);
    }

    private Task RouteAsync(HttpContext context, string[] path, JsonNode? body)
    {
        if (body is not null)
            Bodies.Enqueue((context.Request.Method == "POST" ? "TriggerDAGRunPostBody" : "DAGRunPatchBody", body));
        return (context.Request.Method, path) switch
        {
            ("GET", ["version"]) => context.Response.WriteAsJsonAsync(new { version = "3.1.0" }),
            ("GET", ["dags"]) => context.Response.WriteAsJsonAsync(new { dags = Array.Empty<string>() }),
            ("GET", ["dags", var dag]) when Dags.TryGetValue(dag, out var paused) => context.Response.WriteAsJsonAsync(
                new { dag_id = dag, is_paused = paused }
            ),
            ("GET", ["dags", "~", "dagRuns"]) => ListAsync(context),
            ("POST", ["dags", var dag, "dagRuns"]) when Dags.ContainsKey(dag) => TriggerAsync(context, dag, body!),
            ("GET", ["dags", var dag, "dagRuns", var run]) when states.ContainsKey((dag, run)) => ToldAsync(
                context,
                dag,
                run
            ),
            ("PATCH", ["dags", var dag, "dagRuns", var run]) when states.ContainsKey((dag, run)) => SetAsync(
                context,
                dag,
                run,
                (string)body!["state"]!
            ),
            ("GET", ["dags", var dag, "dagRuns", var run, "taskInstances", .. var rest])
                when states.ContainsKey((dag, run)) => TasksAsync(context, run, rest),
            _ => RefuseAsync(context, 404, "Not Found"),
        };
    }

    private async Task TriggerAsync(HttpContext context, string dag, JsonNode body)
    {
        var run = (string)body["dag_run_id"]!;
        if (!states.TryAdd((dag, run), "queued"))
        {
            await RefuseAsync(context, 409, "Unique constraint violation");
            return;
        }
        Made(dag, run, body["conf"]!);
        await ToldAsync(context, dag, run);
    }

    private Task SetAsync(HttpContext context, string dag, string run, string state)
    {
        states[(dag, run)] = state;
        return ToldAsync(context, dag, run);
    }

    private Task ToldAsync(HttpContext context, string dag, string run) =>
        context.Response.WriteAsJsonAsync(Told(dag, run));

    // Patterns are those of SQL: what is asked for here ends with its only wildcard.
    private Task ListAsync(HttpContext context)
    {
        var begin = context.Request.Query["run_id_pattern"].ToString().TrimEnd('%');
        var found = states.Keys.Where(key => key.Run.StartsWith(begin, StringComparison.Ordinal)).Order().ToList();
        var page = Page(context, found).Select(key => Told(key.Dag, key.Run));
        return context.Response.WriteAsJsonAsync(new { dag_runs = page, total_entries = found.Count });
    }

    private IEnumerable<T> Page<T>(HttpContext context, IEnumerable<T> all)
    {
        var offset = int.TryParse(context.Request.Query["offset"], out var given) ? given : 0;
        var limit = int.TryParse(context.Request.Query["limit"], out var most) ? Math.Min(most, PageSize) : PageSize;
        return all.Skip(offset).Take(limit);
    }

    private object Told(string dag, string run) =>
        new
        {
            dag_id = dag,
            dag_run_id = run,
            state = states[(dag, run)],
        };

    private static object Detail(string detail) => new { detail };

    private static Task RefuseAsync(HttpContext context, int status, string detail)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(Detail(detail));
    }
}
