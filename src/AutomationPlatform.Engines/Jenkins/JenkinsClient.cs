using System.Globalization;
using AutomationPlatform.Application.Orchestration;
using AutomationPlatform.Engines.Http;

namespace AutomationPlatform.Engines.Jenkins;

/// <summary>Speaks with Jenkins: a build begins as an item of the queue, which vanishes some minutes after it has left.</summary>
internal sealed class JenkinsClient : IEngineClient
{
    private readonly EngineSettings settings;
    private readonly JenkinsHttp jenkins;
    private readonly JenkinsSearch search;

    internal JenkinsClient(EngineHttp http, EngineSettings settings)
    {
        this.settings = settings;
        jenkins = new JenkinsHttp(http);
        search = new JenkinsSearch(jenkins);
        Capabilities = new()
        {
            Shards = settings.Find(JenkinsAdapter.ShardJob) is not null,
            Lists = true,
            ReadsLogs = true,
        };
    }

    public EngineCapabilities Capabilities { get; }

    public async Task<string> SubmitAsync(EngineOrder order, CancellationToken cancellationToken)
    {
        var job = Of(order, JenkinsJob.Address);
        var parameters = Of(order, JenkinsJob.Parameters);
        await RequireDefinedAsync(job, JenkinsJob.Required(order, parameters), cancellationToken);
        var response = await jenkins.PostAsync($"{job}buildWithParameters?delay=0sec", parameters, cancellationToken);
        if (jenkins.LeadsTo(response, job))
            throw response.Trouble(
                EngineTrouble.Refused,
                $"{(int)response.Status} back to the job: it was not put into the queue",
                "see the log of Jenkins: something there vetoes it"
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

    public async Task<IReadOnlyList<string>> FindAsync(EngineOrder order, CancellationToken cancellationToken) =>
        [
            .. (await search.FindAsync(Of(order, JenkinsJob.Address), order.Id, cancellationToken)).Select(id =>
                id.ToString()
            ),
        ];

    public async Task<IReadOnlyList<PartReport>> GetAsync(EngineJob job, CancellationToken cancellationToken)
    {
        var place = await FollowAsync(job, cancellationToken);
        // A controller that crashed may give a number of its queue once more: our id keeps the two apart.
        var externalId = $"queue/{place.Id.Queue} {job.Order.Mark}";
        return place.Build is { } build
            ? [JenkinsBuild.ToReport(build, externalId, place.Id, job, settings)]
            : [JenkinsBuild.OfQueue(place.Item!.Value, externalId, place.Id)];
    }

    public async Task CancelAsync(EngineJob job, int round, CancellationToken cancellationToken)
    {
        var place = await FollowAsync(job, cancellationToken);
        if (place.Item is { } item && !JenkinsBuild.IsCancelled(item))
        {
            if (await jenkins.TakeOutAsync(item.RequireNumber("id"), cancellationToken))
                return;
            // It has just left the queue, most likely to become a build.
            place = await FollowAsync(job, cancellationToken);
        }
        if (place.Build is { } build && JenkinsBuild.GoesOn(build))
            await jenkins.StopAsync(BuildAddress(job.Order, place.Id), round, cancellationToken);
    }

    public async Task<JobLogPiece> ReadLogAsync(
        EngineJob job,
        int part,
        long offset,
        CancellationToken cancellationToken
    )
    {
        var place = await FollowAsync(job, cancellationToken);
        return place.Build is null
            ? new JobLogPiece("", offset)
            : await jenkins.ReadLogAsync(BuildAddress(job.Order, place.Id), offset, cancellationToken);
    }

    public Task<IReadOnlyList<MarkedJob>> ListAsync(CancellationToken cancellationToken) =>
        new JenkinsListing(jenkins, search).ListAsync(cancellationToken);

    public async Task<string> TestAsync(CancellationToken cancellationToken)
    {
        var response = await jenkins.GetAsync("api/json?tree=mode", cancellationToken);
        response.RequireJson();
        var version = $"version {response.Header("X-Jenkins") ?? "unknown"}";
        if (settings.Find(JenkinsAdapter.ShardJob) is not { } job)
            return version;
        await RequireDefinedAsync(JenkinsJob.AddressOf(job), JenkinsJob.ShardParameters, cancellationToken);
        return $"{version}; job {job} takes shards";
    }

    // From the queue to the build. What is at the recorded number and does not carry our id is another's: after a crash, or when
    // the job was made anew, numbers are given once more. Then it is looked for, as when nothing is there.
    private async Task<JenkinsPlace> FollowAsync(EngineJob job, CancellationToken cancellationToken)
    {
        var id = JenkinsId.Parse(job.ExternalId, settings.Connection);
        if (id.Build is null)
        {
            var place = await WaitingAsync(id, job.Order, cancellationToken);
            if (place is { Item: not null })
                return place;
            id = place?.Id ?? await SearchAsync(id, job.Order, cancellationToken);
        }
        var address = BuildAddress(job.Order, id);
        var build = JenkinsAnswer.Of(
            await jenkins.GetAsync($"{address}api/json?tree={JenkinsBuild.Tree}", cancellationToken)
        );
        return JenkinsBuild.Carries(build, job.Order.Id)
            ? new JenkinsPlace(id, Item: null, build)
            : throw build.Trouble(
                EngineTrouble.Missing,
                $"{address} is another build: it does not carry {JenkinsJob.SubmissionParameter} {job.Order.Id}",
                "see whether the job was deleted and made anew"
            );
    }

    // What is in the queue, or the number of what has left it as a build; null when neither is there.
    private async Task<JenkinsPlace?> WaitingAsync(JenkinsId id, EngineOrder order, CancellationToken cancellationToken)
    {
        var response = await jenkins.GetAsync(
            $"queue/item/{id.Queue}/api/json?tree={JenkinsBuild.QueueTree}",
            cancellationToken
        );
        if ((int)response.Status != 404)
        {
            var item = JenkinsAnswer.Of(response);
            if (JenkinsBuild.Carries(item, order.Id))
                return JenkinsBuild.NumberIn(item) is { } number
                    ? new JenkinsPlace(id with { Build = number }, Item: null, Build: null)
                    : new JenkinsPlace(id, item, Build: null);
        }
        var queued = await search.FindQueuedAsync(order.Id, cancellationToken);
        return queued.Count > 0 ? new JenkinsPlace(id, queued[0], Build: null) : null;
    }

    // Someone may have built it again with the same parameters: ours is the one from our place in the queue, or the first.
    private async Task<JenkinsId> SearchAsync(JenkinsId id, EngineOrder order, CancellationToken cancellationToken)
    {
        var job = Of(order, JenkinsJob.Address);
        var builds = await search.FindBuildsAsync(job, order.Id, cancellationToken);
        var ours =
            builds.FirstOrDefault(build => build.Queue == id.Queue) ?? (builds is [.., var first] ? first : null);
        return ours is not null
            ? ours with
            {
                Queue = id.Queue,
            }
            : throw new EngineException(
                EngineTrouble.Missing,
                settings.Connection.Name,
                $"GET {jenkins.Root}queue/item/{id.Queue}/ and the builds of {jenkins.Root}{job}",
                $"404, and nothing there carries {JenkinsJob.SubmissionParameter} {order.Id}",
                "see whether the job or its builds were deleted"
            );
    }

    // Jenkins drops what a job does not define. Without our id a build could not be told from others, and a send could not be
    // looked up; without its own parameters the job would do something else than was asked for.
    private async Task RequireDefinedAsync(
        string job,
        IReadOnlyCollection<string> names,
        CancellationToken cancellationToken
    )
    {
        var response = await jenkins.GetAsync(
            $"{job}api/json?tree=property[parameterDefinitions[name]]",
            cancellationToken
        );
        var defined = JenkinsAnswer
            .Of(response)
            .List("property")
            .SelectMany(property => property.List("parameterDefinitions"))
            .Select(definition => definition.Text("name"))
            .ToHashSet();
        var missing = names.Where(name => !defined.Contains(name)).ToList();
        if (missing.Count > 0)
            throw response.Trouble(
                EngineTrouble.Refused,
                $"the job does not define the parameter {string.Join(", ", missing)}",
                "define it in the job, as a string unless it is another of yours: Jenkins drops what is not defined"
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

    private string BuildAddress(EngineOrder order, JenkinsId id) => $"{Of(order, JenkinsJob.Address)}{id.Build}/";

    private T Of<T>(EngineOrder order, Func<EngineOrder, EngineSettings, T> read) =>
        Wrong.OrderRefused(settings.Connection, () => read(order, settings));
}
