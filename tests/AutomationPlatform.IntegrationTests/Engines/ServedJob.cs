using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;

namespace AutomationPlatform.IntegrationTests.Engines;

/// <summary>A job of <see cref="JenkinsServer"/>, by its path: <c>ops/nightly</c>, or <c>ops/site/feature%2Fx</c> for a branch.</summary>
internal sealed class ServedJob(string path)
{
    private readonly ConcurrentDictionary<long, ServedBuild> builds = new();

    internal string Path => path;

    /// <summary>The parameters that it defines; Jenkins drops all others.</summary>
    internal HashSet<string> Defined { get; } = ["APC_SUBMISSION", "APC_RUN_ID", "region"];

    internal bool IsDisabled { get; set; }

    /// <summary>Whether something in Jenkins refuses to put it into the queue.</summary>
    internal bool IsVetoed { get; set; }

    /// <summary>Whether its builds know <c>term</c> and <c>kill</c> besides <c>stop</c>.</summary>
    internal bool IsPipeline { get; set; } = true;

    internal long NextNumber { get; set; } = 28;

    /// <summary>The youngest first.</summary>
    internal IReadOnlyList<ServedBuild> Builds => [.. builds.Values.OrderByDescending(build => build.Number)];

    internal ServedBuild? Find(long number) => builds.GetValueOrDefault(number);

    internal ServedBuild Build(ServedItem item, DateTimeOffset now) =>
        builds[NextNumber] = new ServedBuild(this, NextNumber++, item, now);

    /// <summary>Its address below the root, as it is written in Jenkins' own addresses.</summary>
    internal string Address => string.Concat(path.Split('/').Select(name => $"job/{Uri.EscapeDataString(name)}/"));

    internal JsonObject ToJson(Uri root) =>
        new()
        {
            ["name"] = path.Split('/')[^1],
            ["url"] = $"{root}{Address}",
            ["property"] = new JsonArray(
                new JsonObject(),
                new JsonObject
                {
                    ["parameterDefinitions"] = new JsonArray([
                        .. Defined.Select(name => new JsonObject { ["name"] = name }),
                    ]),
                }
            ),
            ["builds"] = new JsonArray([.. Builds.Take(100).Select(build => build.ToJson(root))]),
            ["allBuilds"] = new JsonArray([.. Builds.Select(build => build.ToJson(root))]),
        };
}

/// <summary>An item of the queue.</summary>
internal sealed class ServedItem(long id, ServedJob job, Dictionary<string, string> parameters)
{
    internal long Id => id;

    internal ServedJob Job => job;

    internal Dictionary<string, string> Parameters => parameters;

    /// <summary>When it left the queue; null while it waits. Five minutes later it is forgotten.</summary>
    internal DateTimeOffset? LeftAt { get; set; }

    internal bool IsCancelled { get; set; }

    /// <summary>Its build, once Jenkins tells.</summary>
    internal long? Build { get; set; }

    internal JsonObject ToJson()
    {
        var json = new JsonObject
        {
            ["id"] = id,
            ["blocked"] = false,
            ["why"] = LeftAt is null ? "Waiting for next available executor" : null,
            ["task"] = new JsonObject { ["name"] = job.Path.Split('/')[^1] },
            ["actions"] = ServedBuild.Actions(parameters),
        };
        if (LeftAt is not null)
            json["cancelled"] = IsCancelled;
        if (LeftAt is not null && !IsCancelled)
            json["executable"] = Build is { } number ? new JsonObject { ["number"] = number } : null;
        return json;
    }
}

/// <summary>A build.</summary>
internal sealed class ServedBuild(ServedJob job, long number, ServedItem item, DateTimeOffset begun)
{
    internal long Number => number;

    internal long QueueId => item.Id;

    internal Dictionary<string, string> Parameters => item.Parameters;

    internal bool GoesOn { get; set; } = true;

    /// <summary>May be there while it still goes on.</summary>
    internal string? Result { get; set; }

    /// <summary>What it has written; null before its file is there.</summary>
    internal string? Log { get; set; }

    /// <summary>Ends it.</summary>
    internal void End(string result) => (Result, GoesOn) = (result, false);

    internal JsonObject ToJson(Uri root) =>
        new()
        {
            ["number"] = number,
            ["queueId"] = item.Id,
            ["url"] = $"{root}{job.Address}{number}/",
            ["building"] = GoesOn,
            ["result"] = Result,
            ["timestamp"] = begun.ToUnixTimeMilliseconds(),
            ["builtOn"] = "agent-1",
            ["actions"] = Actions(item.Parameters),
        };

    /// <summary>What is written from a byte on, with the line ends of the web, and the size of the file. From a byte that is not
    /// there, everything is given.</summary>
    internal (string Text, int Size) ReadLog(int start)
    {
        var file = Encoding.UTF8.GetBytes(Log!);
        var text = Encoding.UTF8.GetString(
            file,
            start > file.Length ? 0 : start,
            file.Length - (start > file.Length ? 0 : start)
        );
        return (text.Replace("\n", "\r\n"), file.Length);
    }

    /// <summary>Parameters, among actions that tell nothing.</summary>
    internal static JsonArray Actions(Dictionary<string, string> parameters) =>
        new(
            new JsonObject(),
            null,
            new JsonObject
            {
                ["parameters"] = new JsonArray([
                    .. parameters.Select(each => new JsonObject { ["name"] = each.Key, ["value"] = each.Value }),
                ]),
            }
        );
}
