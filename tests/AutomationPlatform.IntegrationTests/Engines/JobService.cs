using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using AutomationPlatform.IntegrationTests.Handlers;
using Microsoft.AspNetCore.Http;

namespace AutomationPlatform.IntegrationTests.Engines;

/// <summary>A service that takes jobs by POST, remembers them, and can be told to misbehave.</summary>
internal sealed class JobService : IAsyncDisposable
{
    private readonly HttpService http;
    private readonly ConcurrentDictionary<string, Job> jobs = new(StringComparer.Ordinal);
    private int posts;

    private JobService(HttpService http) => this.http = http;

    /// <summary>The jobs it has made, one for each POST that it took.</summary>
    internal IReadOnlyList<Job> Jobs => [.. jobs.Values.OrderBy(job => job.Id, StringComparer.Ordinal)];

    /// <summary>How many POSTs came to start a job.</summary>
    internal int Posts => posts;

    /// <summary>Every credential that was shown.</summary>
    internal ConcurrentQueue<string> Credentials { get; } = new();

    /// <summary>Answers in its stead; true when it did.</summary>
    internal Func<HttpContext, Task<bool>> Before { get; set; } = _ => Task.FromResult(false);

    /// <summary>Happens after a job was made and before that is answered.</summary>
    internal Func<HttpContext, Task> AfterPost { get; set; } = _ => Task.CompletedTask;

    /// <summary>Whether a second POST for the same submission starts nothing new.</summary>
    internal bool IsIdempotent { get; set; }

    internal Uri Url => new(http.Url, "jobs");

    internal static async Task<JobService> StartAsync()
    {
        var service = new JobService(await HttpService.StartAsync());
        service.http.Answer = service.AnswerAsync;
        return service;
    }

    public ValueTask DisposeAsync() => http.DisposeAsync();

    /// <summary>Answers everything with this from now on.</summary>
    internal void Refuse(HttpStatusCode status, string body = "", (string Name, string Value)? header = null) =>
        Before = async context =>
        {
            context.Response.StatusCode = (int)status;
            if (header is { } given)
                context.Response.Headers[given.Name] = given.Value;
            await context.Response.WriteAsync(body);
            return true;
        };

    /// <summary>Answers again.</summary>
    internal void Recover()
    {
        Before = _ => Task.FromResult(false);
        AfterPost = _ => Task.CompletedTask;
    }

    /// <summary>Forgets every job, as engines do.</summary>
    internal void Forget() => jobs.Clear();

    /// <summary>Makes another job for the same submission, as if it had been sent twice.</summary>
    internal void Twin(string id)
    {
        var one = jobs[id];
        jobs[$"{id}-twin"] = new Job
        {
            Id = $"{id}-twin",
            Submission = one.Submission,
            Body = one.Body,
        };
    }

    private async Task AnswerAsync(HttpContext context)
    {
        if (context.Request.Headers.Authorization is [{ } credential, ..])
            Credentials.Enqueue(credential);
        if (await Before(context))
            return;
        var parts = context.Request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries);
        switch (context.Request.Method, parts)
        {
            case ("POST", ["jobs"]):
                await MakeAsync(context);
                break;
            case ("GET", ["jobs", var id]) when jobs.TryGetValue(id, out var job):
                await context.Response.WriteAsJsonAsync(job);
                break;
            case ("GET", ["jobs"]):
                await context.Response.WriteAsJsonAsync(Jobs);
                break;
            case ("GET", ["find", var submission]):
                await context.Response.WriteAsJsonAsync(Jobs.Where(job => job.Submission == submission));
                break;
            case ("POST", ["jobs", var id, "cancel"]) when jobs.TryGetValue(id, out var job):
                job.Cancels++;
                if (job.Status is "queued" or "running")
                    job.Status = "cancelled";
                break;
            default:
                context.Response.StatusCode = 404;
                break;
        }
    }

    private async Task MakeAsync(HttpContext context)
    {
        var number = Interlocked.Increment(ref posts);
        using var body = await JsonDocument.ParseAsync(context.Request.Body);
        var submission = body.RootElement.GetProperty("submissionId").GetString()!;
        var same = IsIdempotent ? Jobs.FirstOrDefault(each => each.Submission == submission) : null;
        var job =
            same
            ?? new Job
            {
                Id = $"job-{number}",
                Submission = submission,
                Body = body.RootElement.GetRawText(),
            };
        jobs[job.Id] = job;
        await AfterPost(context);
        context.Response.StatusCode = 201;
        await context.Response.WriteAsJsonAsync(job);
    }

    /// <summary>A job.</summary>
    internal sealed class Job
    {
        public required string Id { get; init; }

        public required string Submission { get; init; }

        public required string Body { get; init; }

        public string Status { get; set; } = "queued";

        public string? Message { get; set; }

        public int Cancels { get; set; }
    }
}
