using System.Collections.Concurrent;
using AutomationPlatform.IntegrationTests.Handlers;
using Microsoft.AspNetCore.Http;

namespace AutomationPlatform.IntegrationTests.Engines;

/// <summary>A server with the manners of Jenkins: a queue whose items vanish, builds whose result may be there before their end, a
/// crumb for who comes with a password, and a page in place of an answer while it starts.</summary>
internal sealed partial class JenkinsServer : IAsyncDisposable
{
    internal const string ByToken = "ci:token";
    internal const string ByPassword = "ci:password";

    /// <summary>How long an item is remembered that has left the queue.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(5);

    private readonly HttpService http;
    private readonly TimeProvider clock;
    private readonly string contextPath;
    private readonly ConcurrentDictionary<string, ServedJob> jobs = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<long, ServedItem> queue = new();

    private JenkinsServer(HttpService http, TimeProvider clock, string contextPath)
    {
        this.http = http;
        this.clock = clock;
        this.contextPath = contextPath;
    }

    /// <summary>Its root, with a slash at the end.</summary>
    internal Uri Url => new(http.Url, contextPath + "/");

    internal ServedJob this[string path] => jobs[path];

    internal bool IsStarting { get; set; }

    internal bool MayBuild { get; set; } = true;

    internal bool MayCancel { get; set; } = true;

    /// <summary>Whether taking an item out of the queue fails.</summary>
    internal bool CannotCancel { get; set; }

    /// <summary>The number that the next item gets.</summary>
    internal long NextItem { get; set; } = 130;

    /// <summary>Happens after an item was queued and before that is answered.</summary>
    internal Action<HttpContext> AfterPost { get; set; } = _ => { };

    /// <summary>Happens when an item was queued that was not there before.</summary>
    internal Action<ServedItem> Queued { get; set; } = _ => { };

    /// <summary>Answers in its stead; true when it did.</summary>
    internal Func<HttpContext, Task<bool>> Before { get; set; } = _ => Task.FromResult(false);

    /// <summary>Makes of each JSON text that is answered another.</summary>
    internal Func<string, string> Twist { get; set; } = text => text;

    internal IReadOnlyList<ServedItem> Items => [.. queue.Values.OrderBy(item => item.Id)];

    /// <summary>Everything that was asked, as it was on the wire.</summary>
    internal ConcurrentQueue<string> Asked { get; } = new();

    /// <summary>The requests to stop builds.</summary>
    internal IEnumerable<string> Stops =>
        Asked.Where(each => each.StartsWith("POST", StringComparison.Ordinal)).Select(LastTwo).Where(IsStop);

    internal static async Task<JenkinsServer> StartAsync(TimeProvider clock, string contextPath = "")
    {
        var server = new JenkinsServer(await HttpService.StartAsync(), clock, contextPath);
        server.http.Answer = server.AnswerAsync;
        return server;
    }

    public ValueTask DisposeAsync() => http.DisposeAsync();

    /// <summary>Makes a job, and the folders above it.</summary>
    internal ServedJob Add(string path) => jobs[path] = new ServedJob(path);

    internal void Delete(string path) => jobs.TryRemove(path, out _);

    /// <summary>Begins the build of an item, whose number is not told yet.</summary>
    internal ServedBuild Begin(long item)
    {
        var left = queue[item];
        left.LeftAt = clock.GetUtcNow();
        return left.Job.Build(left, clock.GetUtcNow());
    }

    /// <summary>Tells the number of the build.</summary>
    internal void Tell(long item) => queue[item].Build = BuildOf(queue[item]).Number;

    /// <summary>Begins the build of an item and tells its number.</summary>
    internal ServedBuild Build(long item)
    {
        var build = Begin(item);
        Tell(item);
        return build;
    }

    /// <summary>Gives a waiting item another number, as a controller may that crashed.</summary>
    internal void Renumber(long item, long number)
    {
        queue.TryRemove(item, out var old);
        queue[number] = new ServedItem(number, old!.Job, old.Parameters);
    }

    /// <summary>Forgets a waiting item, as a controller may that crashed.</summary>
    internal void Lose(long item) => queue.TryRemove(item, out _);

    private static ServedBuild BuildOf(ServedItem item) => item.Job.Builds.First(build => build.QueueId == item.Id);

    private ServedItem? Remembered(string id)
    {
        if (!queue.TryGetValue(long.Parse(id), out var item))
            return null;
        return item.LeftAt is { } left && clock.GetUtcNow() - left >= Memory ? null : item;
    }

    private static string LastTwo(string asked) => string.Join('/', asked.Split('/')[^2..]);

    private static bool IsStop(string tail) => tail.Split('/')[1] is "stop" or "term" or "kill";
}
