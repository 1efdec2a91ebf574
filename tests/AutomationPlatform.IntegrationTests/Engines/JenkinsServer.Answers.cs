using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace AutomationPlatform.IntegrationTests.Engines;

// What is answered to what.
internal sealed partial class JenkinsServer
{
    private const string Crumb = "a-crumb";

    // What leads to the controller, and the session with it.
    private static readonly string[] Cookies = ["BALANCER=two", "JSESSIONID=one"];

    private async Task AnswerAsync(HttpContext context)
    {
        var (request, response) = (context.Request, context.Response);
        // The path as it was sent: what is escaped twice must arrive escaped twice.
        var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        Asked.Enqueue($"{request.Method} {target}");
        if (IsStarting)
        {
            await PageAsync(response, 503, "Please wait while Jenkins is getting ready to work");
            return;
        }
        response.Headers["X-Jenkins"] = "2.479";
        if (await Before(context))
            return;
        var who = Who(request);
        var path = target.Split('?')[0];
        if (who is null)
            await PageAsync(response, 401, "Unauthorized");
        else if (request.Method == "POST" && who == ByPassword && !HasCrumb(request))
            await PageAsync(response, 403, "No valid crumb was included in the request");
        else if (!path.StartsWith(contextPath + "/", StringComparison.Ordinal))
            await PageAsync(response, 404, "Not Found");
        else
            await RouteAsync(context, [.. path[(contextPath.Length + 1)..].Split('/').Select(Uri.UnescapeDataString)]);
    }

    private Task RouteAsync(HttpContext context, string[] path) =>
        (context.Request.Method, path) switch
        {
            ("GET", ["api", "json"]) => JsonAsync(context, Folder("")),
            ("GET", ["crumbIssuer", "api", "json"]) => CrumbAsync(context),
            ("GET", ["queue", "api", "json"]) => JsonAsync(
                context,
                new JsonObject
                {
                    ["items"] = new JsonArray([
                        .. Items.Where(item => item.LeftAt is null).Select(item => item.ToJson()),
                    ]),
                }
            ),
            ("GET", ["queue", "item", var id, "api", "json"]) when Remembered(id) is { } item => JsonAsync(
                context,
                item.ToJson()
            ),
            ("POST", ["queue", "cancelItem"]) => CancelAsync(context),
            (_, ["job", ..]) => JobAsync(context, path),
            _ => PageAsync(context.Response, 404, "Not Found"),
        };

    private Task JobAsync(HttpContext context, string[] path)
    {
        var names = new List<string>();
        var at = 0;
        for (; at + 1 < path.Length && path[at] == "job"; at += 2)
            names.Add(path[at + 1]);
        if (!jobs.TryGetValue(string.Join('/', names), out var job))
            return PageAsync(context.Response, 404, "Not Found");
        if (at == path.Length)
            return RedirectAsync(context, $"{Url}{job.Address}");
        return (context.Request.Method, path[at..]) switch
        {
            ("GET", ["api", "json"]) => JsonAsync(context, job.ToJson(Url)),
            ("POST", ["buildWithParameters"]) => QueueAsync(context, job),
            (_, [var number, .. var rest]) when long.TryParse(number, out var known) && job.Find(known) is { } build =>
                BuildAsync(context, job, build, rest),
            _ => PageAsync(context.Response, 404, "Not Found"),
        };
    }

    private Task BuildAsync(HttpContext context, ServedJob job, ServedBuild build, string[] path) =>
        (context.Request.Method, path) switch
        {
            ("GET", ["api", "json"]) => JsonAsync(context, build.ToJson(Url)),
            ("GET", ["logText", "progressiveText"]) => LogAsync(context, build),
            ("POST", ["stop" or "term" or "kill"]) when path[0] == "stop" || job.IsPipeline => MayCancel
                ? RedirectAsync(context, $"{Url}{job.Address}")
                : PageAsync(context.Response, 403, "ci is missing the Job/Cancel permission"),
            _ => PageAsync(context.Response, 404, "Not Found"),
        };

    // An identical item that still waits is not queued twice: the answer leads to the one that is there.
    private async Task QueueAsync(HttpContext context, ServedJob job)
    {
        if (!MayBuild)
            await PageAsync(context.Response, 403, "ci is missing the Job/Build permission");
        else if (job.IsDisabled)
            await PageAsync(context.Response, 409, $"{job.Path.Split('/')[^1]} is not buildable");
        else if (job.IsVetoed)
            await RedirectAsync(context, ".");
        else
        {
            var form = await context.Request.ReadFormAsync();
            var parameters = form.Where(each => job.Defined.Contains(each.Key))
                .ToDictionary(e => e.Key, e => e.Value.ToString());
            var same = Items.FirstOrDefault(item =>
                item.LeftAt is null && item.Job == job && Same(item.Parameters, parameters)
            );
            var item = same ?? new ServedItem(NextItem++, job, parameters);
            queue[item.Id] = item;
            if (same is null)
                Queued(item);
            AfterPost(context);
            context.Response.StatusCode = same is null ? 201 : 303;
            context.Response.Headers.Location = $"{Url}queue/item/{item.Id}/";
        }
    }

    private async Task CancelAsync(HttpContext context)
    {
        var item = Remembered(context.Request.Query["id"]!);
        var waits = item is { LeftAt: null };
        context.Response.StatusCode =
            !waits ? 404
            : !MayCancel ? 422
            : CannotCancel ? 500
            : 204;
        if (context.Response.StatusCode == 204)
            (item!.LeftAt, item.IsCancelled) = (clock.GetUtcNow(), true);
        await context.Response.CompleteAsync();
    }

    private static Task LogAsync(HttpContext context, ServedBuild build)
    {
        var (text, size) = build.Log is null
            ? ("", 0)
            : build.ReadLog(int.Parse(context.Request.Query["start"].ToString()));
        context.Response.ContentType = "text/plain;charset=utf-8";
        context.Response.Headers["X-Text-Size"] = $"{size}";
        if (build.GoesOn)
            context.Response.Headers["X-More-Data"] = "true";
        return context.Response.WriteAsync(text);
    }

    private static async Task CrumbAsync(HttpContext context)
    {
        context.Response.Headers.SetCookie = new([.. Cookies.Select(cookie => cookie + "; Path=/; HttpOnly")]);
        await context.Response.WriteAsJsonAsync(new { crumb = Crumb, crumbRequestField = "Jenkins-Crumb" });
    }

    private JsonObject Folder(string above)
    {
        var below = jobs
            .Values.Where(job => job.Path.StartsWith(above, StringComparison.Ordinal))
            .Select(job => job.Path[above.Length..].Split('/')[0])
            .Distinct()
            .Order(StringComparer.Ordinal);
        var list = below.Select(name => jobs.TryGetValue(above + name, out var job) ? job.ToJson(Url) : Named(name));
        return new JsonObject { ["mode"] = "NORMAL", ["jobs"] = new JsonArray([.. list]) };

        JsonObject Named(string name)
        {
            var folder = Folder($"{above}{name}/");
            folder["name"] = name;
            return folder;
        }
    }

    private async Task JsonAsync(HttpContext context, JsonObject document)
    {
        context.Response.ContentType = "application/json;charset=utf-8";
        var cut = ServedTree.Cut(document, context.Request.Query["tree"].ToString());
        await context.Response.WriteAsync(Twist(cut.ToJsonString()));
    }

    private static Task RedirectAsync(HttpContext context, string location)
    {
        context.Response.StatusCode = 302;
        context.Response.Headers.Location = location;
        return Task.CompletedTask;
    }

    private static async Task PageAsync(HttpResponse response, int status, string text)
    {
        response.StatusCode = status;
        response.ContentType = "text/html;charset=utf-8";
        await response.WriteAsync($"<html><head><title>Jenkins</title></head><body>{text}</body></html>");
    }

    private static bool HasCrumb(HttpRequest request) =>
        request.Headers["Jenkins-Crumb"] == Crumb && request.Headers.Cookie == string.Join("; ", Cookies);

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
}
