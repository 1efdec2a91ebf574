using System.Globalization;
using AutomationPlatform.Application.Orchestration;

namespace AutomationPlatform.Engines.Jenkins;

/// <summary>Looks in Jenkins for what carries our id.</summary>
internal sealed class JenkinsSearch(JenkinsHttp jenkins)
{
    /// <summary>How many builds are asked for at a time: 100.</summary>
    internal const int Page = 100;

    /// <summary>How many builds of a job are looked through, the youngest first: 10,000.</summary>
    internal const int Limit = 10_000;

    /// <summary>By how much the clock of Jenkins may be ahead of or behind ours: a day. Builds that are older than our id by more
    /// are not ours, and no older one is.</summary>
    internal static readonly TimeSpan ClockError = TimeSpan.FromDays(1);

    /// <summary>Everything that carries the id, oldest first.</summary>
    /// <remarks>The queue before the builds: what leaves the one meanwhile is seen among the others.</remarks>
    internal async Task<IReadOnlyList<JenkinsId>> FindAsync(
        string job,
        Guid submission,
        CancellationToken cancellationToken
    )
    {
        var queued = await FindQueuedAsync(submission, cancellationToken);
        var builds = await FindBuildsAsync(job, submission, cancellationToken);
        return
        [
            .. builds
                .Concat(queued.Select(item => new JenkinsId(item.RequireNumber("id"), null)))
                .DistinctBy(id => id.Queue)
                .OrderBy(id => id.Queue),
        ];
    }

    /// <summary>The items of the queue that carry the id.</summary>
    internal async Task<IReadOnlyList<JenkinsAnswer>> FindQueuedAsync(
        Guid submission,
        CancellationToken cancellationToken
    ) => [.. (await QueueAsync(cancellationToken)).Where(item => JenkinsBuild.Carries(item, submission))];

    /// <summary>All items that wait in the queue and that the credential may see.</summary>
    internal async Task<IReadOnlyList<JenkinsAnswer>> QueueAsync(CancellationToken cancellationToken) =>
        JenkinsAnswer
            .Of(await jenkins.GetAsync($"queue/api/json?tree=items[{JenkinsBuild.QueueTree}]", cancellationToken))
            .RequireList("items");

    /// <summary>The builds of a job that carry the id, the youngest first.</summary>
    /// <exception cref="EngineException">Among others: there are more than <see cref="Limit"/> that may be younger than the id, and
    /// it is in none of those. That there is no such build cannot be told then.</exception>
    internal async Task<IReadOnlyList<JenkinsId>> FindBuildsAsync(
        string job,
        Guid submission,
        CancellationToken cancellationToken
    )
    {
        var found = new List<JenkinsId>();
        var oldest = MillisecondsIn(submission) - (long)ClockError.TotalMilliseconds;
        // 'builds' is never more than the last hundred; only this list goes on.
        for (var from = 0; from < Limit; from += Page)
        {
            var range = $"{{{from},{from + Page}}}";
            var answer = JenkinsAnswer.Of(
                await jenkins.GetAsync(
                    $"{job}api/json?tree=allBuilds[number,queueId,timestamp,{JenkinsBuild.MarkTree}]{range}",
                    cancellationToken
                )
            );
            var builds = answer.RequireList("allBuilds");
            found.AddRange(
                builds
                    .Where(build => JenkinsBuild.Carries(build, submission))
                    .Select(build => new JenkinsId(build.RequireNumber("queueId"), build.RequireNumber("number")))
            );
            if (builds.Count < Page || builds[^1].Number("timestamp") < oldest)
                return found;
            if (from + Page >= Limit && found.Count == 0)
                throw answer.Trouble(
                    EngineTrouble.Unclear,
                    $"none of the last {Limit} builds carries {JenkinsJob.SubmissionParameter} {submission}, and older ones may",
                    "nothing is sent again: look for the build in Jenkins, or cancel the run and start another"
                );
        }
        return found;
    }

    // The instant at which an identifier of version 7 was made stands in its first 48 bits.
    private static long MillisecondsIn(Guid submission) =>
        submission.Version == 7
            ? long.Parse($"{submission:N}"[..12], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)
            : 0;
}
