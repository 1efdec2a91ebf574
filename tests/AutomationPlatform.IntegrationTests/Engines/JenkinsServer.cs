using System.Collections.Concurrent;
using System.Text;
using AutomationPlatform.IntegrationTests.Handlers;
using Microsoft.AspNetCore.Http;

namespace AutomationPlatform.IntegrationTests.Engines;

/// <summary>A server with the manners of Jenkins: a queue whose items vanish, builds whose result may be there before their end, a
/// crumb for who comes with a password, and a page in place of an answer while it starts.</summary>
internal sealed class JenkinsServer : IAsyncDisposable
{
    internal const string ByToken = "ci:token";
    internal const string ByPassword = "ci:password";

    private const string Crumb = "a-crumb";
    private const string Session = "JSESSIONID=one";

    private readonly HttpService http;
    private readonly ConcurrentDictionary<int, Item> queue = new();
    private readonly ConcurrentDictionary<int, Build> builds = new();
    private int lastItem = 129;
    private int lastBuild = 27;

    private JenkinsServer(HttpService http) => this.http = http;

    internal Uri Url => http.Url;

    /// <summary>The parameters that the job defines; Jenkins drops all others.</summary>
    internal HashSet<string> Defined { get; } = ["APC_SUBMISSION", "APC_RUN_ID", "region"];

    internal bool IsStarting { get; set; }

    internal bool IsDisabled { get; set; }

    /// <summary>Happens after an item was queued and before that is answered.</summary>
    internal Action<HttpContext> AfterPost { get; set; } = _ => { };

    internal IReadOnlyCollection<Item> Items => [.. queue.Values];

    internal IReadOnlyCollection<Build> Builds => [.. builds.Values];

    internal ConcurrentQueue<string> Stops { get; } = new();

    internal static async Task<JenkinsServer> StartAsync()
    {
        var server = new JenkinsServer(await HttpService.StartAsync());
        server.http.Answer = server.AnswerAsync;
        return server;
    }

    public ValueTask DisposeAsync() => http.DisposeAsync();

    /// <summary>Begins the build of an item, whose number is not told yet.</summary>
    internal Build Begin(int item)
    {
        var build = new Build(Interlocked.Increment(ref lastBuild), item, queue[item].Parameters);
        builds[build.Number] = build;
        queue[item].Left = true;
        return build;
    }

    /// <summary>Tells the number of the build.</summary>
    internal void Tell(int item) => queue[item].Build = builds.Values.Single(build => build.QueueId == item).Number;

    /// <summary>Forgets an item, as Jenkins does five minutes after it has left the queue.</summary>
    internal void Forget(int item) => queue.TryRemove(item, out _);

    private async Task AnswerAsync(HttpContext context)
    {
        var (request, response) = (context.Request, context.Response);
        if (IsStarting)
        {
            response.StatusCode = 503;
            response.ContentType = "text/html";
            await response.WriteAsync("<html><head><title>Jenkins</title></head><body>Please wait</body></html>");
            return;
        }
        var who = Who(request);
        if (who is null)
            response.StatusCode = 401;
        else if (request.Method == "POST" && who == ByPassword && !HasCrumb(request))
        {
            response.StatusCode = 403;
            await response.WriteAsync("<html><body>No valid crumb was included in the request</body></html>");
        }
        else
            await RouteAsync(context, request.Path.Value!.Trim('/').Split('/'));
    }

    private Task RouteAsync(HttpContext context, string[] path)
    {
        context.Response.Headers["X-Jenkins"] = "2.479";
        return (context.Request.Method, path) switch
        {
            ("GET", ["api", "json"]) => context.Response.WriteAsJsonAsync(new { mode = "NORMAL" }),
            ("GET", ["crumbIssuer", "api", "json"]) => CrumbAsync(context),
            ("GET", ["queue", "api", "json"]) => context.Response.WriteAsJsonAsync(
                new { items = queue.Values.Where(item => !item.Left).Select(item => item.ToJson()) }
            ),
            ("GET", ["queue", "item", var id, "api", "json"]) when queue.TryGetValue(int.Parse(id), out var item) =>
                context.Response.WriteAsJsonAsync(item.ToJson()),
            ("POST", ["queue", "cancelItem"]) => CancelAsync(context),
            ("GET", ["job", "ops", "job", "nightly", "api", "json"]) => context.Response.WriteAsJsonAsync(
                new
                {
                    property = new object[]
                    {
                        new { },
                        new { parameterDefinitions = Defined.Select(name => new { name }) },
                    },
                    builds = builds.Values.OrderByDescending(build => build.Number).Select(build => build.ToJson(Url)),
                }
            ),
            ("POST", ["job", "ops", "job", "nightly", "buildWithParameters"]) => QueueAsync(context),
            ("GET", ["job", "ops", "job", "nightly", var number, "api", "json"])
                when builds.TryGetValue(int.Parse(number), out var build) => context.Response.WriteAsJsonAsync(
                build.ToJson(Url)
            ),
            ("POST", ["job", "ops", "job", "nightly", var number, "stop" or "term" or "kill"]) => StopAsync(
                context,
                int.Parse(number),
                path[^1]
            ),
            _ => NotFoundAsync(context),
        };
    }

    // An identical item that still waits is not queued twice: the answer leads to the one that is there.
    private async Task QueueAsync(HttpContext context)
    {
        if (IsDisabled)
        {
            context.Response.StatusCode = 409;
            await context.Response.WriteAsync("<html><body>nightly is not buildable</body></html>");
            return;
        }
        var form = await context.Request.ReadFormAsync();
        var parameters = form.Where(each => Defined.Contains(each.Key))
            .ToDictionary(e => e.Key, e => e.Value.ToString());
        var same = queue.Values.FirstOrDefault(item => !item.Left && Same(item.Parameters, parameters));
        var item = same ?? new Item(Interlocked.Increment(ref lastItem), parameters);
        queue[item.Id] = item;
        AfterPost(context);
        context.Response.StatusCode = same is null ? 201 : 303;
        context.Response.Headers.Location = $"{Url}queue/item/{item.Id}/";
    }

    private async Task CancelAsync(HttpContext context)
    {
        var found = queue.TryGetValue(int.Parse(context.Request.Query["id"]!), out var item) && !item.Left;
        context.Response.StatusCode = found ? 204 : 404;
        if (found)
            (item!.Left, item.Cancelled) = (true, true);
        await context.Response.CompleteAsync();
    }

    // What is asked politely ends in its own time; the test decides when.
    private Task StopAsync(HttpContext context, int number, string verb)
    {
        Stops.Enqueue($"{number}/{verb}");
        context.Response.StatusCode = 302;
        context.Response.Headers.Location = $"{Url}job/ops/job/nightly/";
        return Task.CompletedTask;
    }

    private static Task CrumbAsync(HttpContext context)
    {
        context.Response.Headers.SetCookie = Session + "; Path=/; HttpOnly";
        return context.Response.WriteAsJsonAsync(new { crumb = Crumb, crumbRequestField = "Jenkins-Crumb" });
    }

    private static Task NotFoundAsync(HttpContext context)
    {
        context.Response.StatusCode = 404;
        return Task.CompletedTask;
    }

    private static bool HasCrumb(HttpRequest request) =>
        request.Headers["Jenkins-Crumb"] == Crumb && request.Headers.Cookie == Session;

    private static bool Same(Dictionary<string, string> one, Dictionary<string, string> other) =>
        one.Count == other.Count && one.All(each => other.GetValueOrDefault(each.Key) == each.Value);

    private static string? Who(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        if (!header.StartsWith("Basic ", StringComparison.Ordinal))
            return null;
        var who = Encoding.UTF8.GetString(Convert.FromBase64String(header["Basic ".Length..]));
        return who is ByToken or ByPassword ? who : null;
    }

    private static object[] Actions(Dictionary<string, string> parameters) =>
        [new { }, new { parameters = parameters.Select(each => new { name = each.Key, value = each.Value }) }];

    /// <summary>An item of the queue.</summary>
    internal sealed class Item(int id, Dictionary<string, string> parameters)
    {
        internal int Id => id;

        internal Dictionary<string, string> Parameters => parameters;

        internal bool Left { get; set; }

        internal bool Cancelled { get; set; }

        internal int? Build { get; set; }

        internal object ToJson() =>
            new
            {
                id,
                why = Left ? null : "Waiting for next available executor",
                cancelled = Cancelled,
                executable = Build is { } number ? new { number } : null,
                actions = Actions(parameters),
            };
    }

    /// <summary>A build.</summary>
    internal sealed class Build(int number, int queueId, Dictionary<string, string> parameters)
    {
        internal int Number => number;

        internal int QueueId => queueId;

        internal bool GoesOn { get; set; } = true;

        internal string? Result { get; set; }

        internal object ToJson(Uri url) =>
            new
            {
                number,
                queueId,
                url = $"{url}job/ops/job/nightly/{number}/",
                building = GoesOn,
                result = Result,
                builtOn = "agent-1",
                actions = Actions(parameters),
            };
    }
}
