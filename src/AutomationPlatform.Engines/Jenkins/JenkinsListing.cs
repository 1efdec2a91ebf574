using AutomationPlatform.Application.Orchestration;

namespace AutomationPlatform.Engines.Jenkins;

/// <summary>Lists what carries an id of ours, in the queue and in every job that the credential sees.</summary>
internal sealed class JenkinsListing(JenkinsHttp jenkins, JenkinsSearch search)
{
    /// <summary>How deep jobs are looked for, folders and multibranch jobs counted: 8 levels.</summary>
    internal const int Depth = 8;

    /// <summary>How many builds of each job are looked at, the youngest first: 20.</summary>
    internal const int Builds = 20;

    private static readonly string Tree = Level(Depth);

    /// <summary>Lists them.</summary>
    internal async Task<IReadOnlyList<MarkedJob>> ListAsync(CancellationToken cancellationToken)
    {
        // What leaves the queue meanwhile is seen among the builds, and told once.
        var queue = await search.QueueAsync(cancellationToken);
        var root = JenkinsAnswer.Of(await jenkins.GetAsync($"api/json?tree={Tree}", cancellationToken));
        var begun = new HashSet<long>();
        var marked = new List<MarkedJob>();
        AddBuilds(root, above: "", marked, begun);
        foreach (var item in queue)
            if (JenkinsBuild.MarkIn(item) is { } id && item.RequireNumber("id") is var number && begun.Add(number))
                marked.Add(
                    new($"queue item {number} of {item.Part("task")?.Text("name")}", id, Why(item), IsOpen: true)
                );
        return marked;
    }

    private static void AddBuilds(JenkinsAnswer folder, string above, List<MarkedJob> marked, HashSet<long> begun)
    {
        foreach (var job in folder.List("jobs"))
        {
            var path = above + job.Text("name");
            foreach (var build in job.List("builds"))
                if (JenkinsBuild.MarkIn(build) is { } id)
                {
                    begun.Add(build.RequireNumber("queueId"));
                    marked.Add(
                        new(
                            $"{path} #{build.RequireNumber("number")}",
                            id,
                            JenkinsBuild.State(build),
                            JenkinsBuild.GoesOn(build)
                        )
                    );
                }
            AddBuilds(job, path + "/", marked, begun);
        }
    }

    private static string Why(JenkinsAnswer item) => item.Text("why") is { } why ? $"queued: {why}" : "queued";

    private static string Level(int depth) =>
        $"jobs[name,builds[number,queueId,building,result,{JenkinsBuild.MarkTree}]{{0,{Builds}}}"
        + (depth > 1 ? $",{Level(depth - 1)}" : "")
        + "]";
}
