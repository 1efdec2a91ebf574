using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace AutomationPlatform.EndToEndTests.Engines;

/// <summary>A service of jobs on a free port of loopback. Dispose it.</summary>
internal sealed class RemoteJobs : IAsyncDisposable
{
    private readonly HttpListener listener = new();
    private readonly List<RemoteJob> jobs = [];
    private readonly Task serving;
    private int posts;

    internal RemoteJobs()
    {
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            Url = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/";
        }
        listener.Prefixes.Add(Url);
        listener.Start();
        serving = ServeAsync();
    }

    internal string Url { get; }

    /// <summary>How many POSTs came to start a job.</summary>
    internal int Posts => posts;

    /// <summary>Happens when a POST has come, with its number from 1, before there is a job.</summary>
    internal Func<int, Task> BeforeJob { get; set; } = _ => Task.CompletedTask;

    /// <summary>Happens when there is a job, before that is answered.</summary>
    internal Func<int, Task> BeforeAnswer { get; set; } = _ => Task.CompletedTask;

    /// <summary>The status a job has when it is first asked for; the next time it is done. Default: it waits to be told.</summary>
    internal string? GoesOn { get; set; }

    /// <summary>The jobs in the order in which they were made.</summary>
    internal IReadOnlyList<RemoteJob> Jobs
    {
        get
        {
            lock (jobs)
                return [.. jobs];
        }
    }

    /// <summary>What is typed to connect it.</summary>
    internal string[] Connection(string name, params string[] settings) =>
        [
            .. (string[])["engines", "add", name, "--type", "webhook", "--url", $"{Url}jobs"],
            .. (
                (string[])
                    [
                        "statusUrl=/jobs/{id}",
                        "findUrl=/find/{submission}",
                        "cancelUrl=/cancel/{id}",
                        "testUrl=/jobs",
                        .. settings,
                    ]
            ).SelectMany(setting => (string[])["--set", setting]),
        ];

    public async ValueTask DisposeAsync()
    {
        listener.Stop();
        await serving;
        listener.Close();
    }

    private async Task ServeAsync()
    {
        while (listener.IsListening)
        {
            try
            {
                _ = AnswerAsync(await listener.GetContextAsync());
            }
            catch (Exception ended) when (ended is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        try
        {
            var parts = context.Request.Url!.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries);
            object? answer = (context.Request.HttpMethod, parts) switch
            {
                ("POST", ["jobs"]) => await MakeAsync(context),
                ("GET", ["jobs"]) => Jobs,
                ("GET", ["jobs", var id]) => Look(id),
                ("GET", ["find", var submission]) => Jobs.Where(job => job.Submission == submission),
                ("POST", ["cancel", var id]) => Cancel(id),
                _ => null,
            };
            context.Response.StatusCode = answer is null ? 404 : 200;
            await JsonSerializer.SerializeAsync(context.Response.OutputStream, answer, JsonSerializerOptions.Web);
            context.Response.Close();
        }
        catch (Exception gone) when (gone is HttpListenerException or IOException or ObjectDisposedException)
        {
            context.Response.Abort();
        }
    }

    private async Task<RemoteJob> MakeAsync(HttpListenerContext context)
    {
        var number = Interlocked.Increment(ref posts);
        using var body = await JsonDocument.ParseAsync(context.Request.InputStream);
        await BeforeJob(number);
        RemoteJob job;
        lock (jobs)
        {
            job = new RemoteJob($"job-{jobs.Count + 1}", body.RootElement.GetProperty("submissionId").GetString()!);
            jobs.Add(job);
        }
        await BeforeAnswer(number);
        return job;
    }

    private RemoteJob? Look(string id)
    {
        if (Find(id) is not { } job || GoesOn is not { } next)
            return Find(id);
        job.Status = job.Status == "queued" ? next : "done";
        return job;
    }

    private RemoteJob? Cancel(string id)
    {
        if (Find(id) is not { } job)
            return null;
        job.Status = "cancelled";
        return job;
    }

    private RemoteJob? Find(string id) => Jobs.FirstOrDefault(job => job.Id == id);
}

/// <summary>A job of the service.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Submission">The submission it carries.</param>
internal sealed record RemoteJob(string Id, string Submission)
{
    internal const string Queued = "queued";

    /// <summary>Its status in the service's words.</summary>
    public string Status { get; set; } = Queued;
}
