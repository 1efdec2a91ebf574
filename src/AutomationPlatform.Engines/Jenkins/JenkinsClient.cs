using System.Globalization;
using System.Text.Json;
using AutomationPlatform.Application;
using AutomationPlatform.Application.Orchestration;
using AutomationPlatform.Engines.Http;

namespace AutomationPlatform.Engines.Jenkins;

/// <summary>Speaks with Jenkins: a build begins as an item of the queue, which vanishes some minutes after it has left.</summary>
internal sealed class JenkinsClient(EngineHttp http, EngineSettings settings) : IEngineClient
{
    /// <summary>How many builds of a job are searched for our id: the last 100.</summary>
    private const int SearchedBuilds = 100;

    private readonly JenkinsHttp jenkins = new(http);

    public EngineCapabilities Capabilities { get; } =
        new() { Shards = settings.Find(JenkinsAdapter.ShardJob) is not null };

    public async Task<string> SubmitAsync(EngineOrder order, CancellationToken cancellationToken)
    {
        var job = Job(order);
        await RequireParameterAsync(job, cancellationToken);
        var response = await jenkins.PostAsync(
            $"{job}buildWithParameters?delay=0sec",
            JenkinsJob.Parameters(order),
            cancellationToken
        );
        // 303: it is in the queue already. Our id makes its parameters unlike those of any other, so it is ours.
        if ((int)response.Status is not (201 or 303))
            throw response.Trouble();
        return QueueId(response) is { } queue
            ? new JenkinsId(queue, null).ToString()
            : throw response.Trouble(
                EngineTrouble.Unclear,
                $"{(int)response.Status} without the address of a queue item",
                "the build is looked up before anything is sent again"
            );
    }

    public async Task<IReadOnlyList<string>> FindAsync(EngineOrder order, CancellationToken cancellationToken)
    {
        var found = new List<JenkinsId>();
        found.AddRange(await FindBuildsAsync(Job(order), order.Id, cancellationToken));
        found.AddRange((await FindQueuedAsync(order.Id, cancellationToken)).Select(id => new JenkinsId(id, null)));
        return [.. found.DistinctBy(id => id.Queue).OrderBy(id => id.Queue).Select(id => id.ToString())];
    }

    public async Task<IReadOnlyList<PartReport>> GetAsync(EngineJob job, CancellationToken cancellationToken)
    {
        var first = JenkinsId.Parse(job.ExternalId);
        var id = await FollowAsync(job, first, cancellationToken);
        var externalId = $"{Job(job.Order)}queue/{first.Queue}";
        if (id.Known.Build is { } number)
        {
            var build = await jenkins.GetAsync(
                $"{Job(job.Order)}{number}/api/json?tree={JenkinsBuild.Tree}",
                cancellationToken
            );
            return [JenkinsBuild.ToReport(build.RequireJson(), externalId, id.Known, job, settings)];
        }
        return [JenkinsBuild.OfQueue(id.Item!.Value, externalId, id.Known)];
    }

    public async Task CancelAsync(EngineJob job, int round, CancellationToken cancellationToken)
    {
        var (id, _) = await FollowAsync(job, JenkinsId.Parse(job.ExternalId), cancellationToken);
        var verb = round switch
        {
            0 => "stop",
            1 => "term",
            _ => "kill",
        };
        var response = id.Build is { } number
            ? await jenkins.PostAsync($"{Job(job.Order)}{number}/{verb}", [], cancellationToken)
            : await jenkins.PostAsync($"queue/cancelItem?id={id.Queue}", [], cancellationToken);
        // A redirect to a page, or 404 for what has just left the queue: how it stands is asked next.
        if (!response.IsSuccess && (int)response.Status is not (302 or 404))
            throw response.Trouble();
    }

    public async Task<string> TestAsync(CancellationToken cancellationToken)
    {
        var response = await jenkins.GetAsync("api/json?tree=mode", cancellationToken);
        response.RequireJson();
        var version = $"version {response.Header("X-Jenkins") ?? "unknown"}";
        if (settings.Find(JenkinsAdapter.ShardJob) is null)
            return version;
        await RequireParameterAsync(ShardAddress(), cancellationToken);
        return $"{version}; job {settings.Find(JenkinsAdapter.ShardJob)} takes shards";
    }

    // From the queue to the build. An item that is gone is looked for by our id, among builds and in the queue.
    private async Task<(JenkinsId Known, JsonElement? Item)> FollowAsync(
        EngineJob job,
        JenkinsId id,
        CancellationToken cancellationToken
    )
    {
        if (id.Build is not null)
            return (id, null);
        var response = await jenkins.GetAsync($"queue/item/{id.Queue}/api/json", cancellationToken);
        if ((int)response.Status != 404)
        {
            var item = response.RequireJson();
            return JenkinsBuild.NumberIn(item) is { } number ? (id with { Build = number }, null) : (id, item);
        }
        var builds = await FindBuildsAsync(Job(job.Order), job.Order.Id, cancellationToken);
        if (builds.Count > 0)
            return (builds[0] with { Queue = id.Queue }, null);
        throw response.Trouble(
            EngineTrouble.Missing,
            $"neither the queue nor the last {SearchedBuilds} builds of {Job(job.Order)} have it",
            "see whether the job or its builds were deleted"
        );
    }

    private async Task<List<JenkinsId>> FindBuildsAsync(
        string job,
        Guid submission,
        CancellationToken cancellationToken
    )
    {
        var response = await jenkins.GetAsync(
            $"{job}api/json?tree=builds[number,queueId,actions[parameters[name,value]]]{{0,{SearchedBuilds}}}",
            cancellationToken
        );
        return response.RequireJson().TryGetProperty("builds", out var builds)
            ?
            [
                .. builds
                    .EnumerateArray()
                    .Where(build => JenkinsBuild.Carries(build, submission))
                    .Select(build => new JenkinsId(
                        build.GetProperty("queueId").GetInt64(),
                        build.GetProperty("number").GetInt64()
                    )),
            ]
            : [];
    }

    private async Task<List<long>> FindQueuedAsync(Guid submission, CancellationToken cancellationToken)
    {
        var response = await jenkins.GetAsync(
            "queue/api/json?tree=items[id,actions[parameters[name,value]]]",
            cancellationToken
        );
        return response.RequireJson().TryGetProperty("items", out var items)
            ?
            [
                .. items
                    .EnumerateArray()
                    .Where(item => JenkinsBuild.Carries(item, submission))
                    .Select(item => item.GetProperty("id").GetInt64()),
            ]
            : [];
    }

    // Without it a build could not be told from others, and a send could not be looked up.
    private async Task RequireParameterAsync(string job, CancellationToken cancellationToken)
    {
        var response = await jenkins.GetAsync(
            $"{job}api/json?tree=property[parameterDefinitions[name]]",
            cancellationToken
        );
        var json = response.RequireJson();
        var names = json.TryGetProperty("property", out var properties)
            ? properties
                .EnumerateArray()
                .Where(each => each.TryGetProperty("parameterDefinitions", out _))
                .SelectMany(each => each.GetProperty("parameterDefinitions").EnumerateArray())
                .Select(each => each.GetProperty("name").GetString())
            : [];
        if (!names.Contains(JenkinsJob.SubmissionParameter))
            throw response.Trouble(
                EngineTrouble.Refused,
                $"the job has no parameter {JenkinsJob.SubmissionParameter}",
                "add it to the job as a string parameter: builds are recognized by it"
            );
    }

    private static long? QueueId(EngineResponse response)
    {
        var parts = response.Header("Location")?.TrimEnd('/').Split('/');
        return
            parts is [.., "queue", "item", var text]
            && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? id
            : null;
    }

    private string ShardAddress() =>
        string.Concat(
            settings.Find(JenkinsAdapter.ShardJob)!.Split('/').Select(part => $"job/{Uri.EscapeDataString(part)}/")
        );

    private string Job(EngineOrder order)
    {
        try
        {
            return JenkinsJob.Address(order, settings);
        }
        catch (InvalidInputException wrong)
        {
            throw Wrong.Order(settings.Connection, wrong);
        }
    }
}
