using AutomationPlatform.Application.Execution;
using AutomationPlatform.Application.Orchestration;
using AutomationPlatform.Cli.Console;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Cli.Runs;

/// <summary>A submission of a run with the name of its engine.</summary>
internal sealed record NamedSubmission(string Engine, Submission Submission)
{
    /// <summary>The submissions of a run, each with its engine's name.</summary>
    internal static async Task<IReadOnlyList<NamedSubmission>> ListAsync(
        Platform platform,
        RunId run,
        CancellationToken cancellationToken
    )
    {
        var submissions = await platform.Submissions.ListByRunAsync(run, cancellationToken);
        var named = new List<NamedSubmission>();
        foreach (var ofEngine in submissions.GroupBy(submission => submission.EngineId))
        {
            var engine = await platform.Engines.GetAsync(ofEngine.Key, cancellationToken);
            named.AddRange(ofEngine.Select(submission => new NamedSubmission(engine.Name, submission)));
        }
        return named;
    }
}

/// <summary>What of a run is not in its engine as it should be, and why; and where the engine says something else than the run.</summary>
internal static class SubmissionView
{
    internal static void Write(
        Terminal terminal,
        RunSummary run,
        IReadOnlyList<NamedSubmission> submissions,
        IReadOnlyList<RunInstance> instances
    )
    {
        var lines = submissions.Select(Waiting).Concat(Differences(run, instances)).OfType<string>().ToList();
        if (lines.Count > 0)
            terminal.Say("");
        foreach (var line in lines)
            terminal.Say(line);
    }

    private static string? Waiting(NamedSubmission named)
    {
        var submission = named.Submission;
        // What is told of trouble names the engine by itself.
        var where = Jobs(submission.Order) + (submission.Trouble is null ? $" in engine '{named.Engine}'" : "");
        var why = submission.Trouble is { } trouble ? $": {trouble}" : "";
        var since = submission.TroubleSince is { } at ? $", since {Figures.Instant(at)}" : "";
        return submission.State switch
        {
            SubmissionState.Recorded => $"To be sent: {where}{why}{since}",
            SubmissionState.Sent =>
                $"Being looked up: {where}, sent {Figures.Count(submission.Sends, "time", "times")}{why}{since}",
            SubmissionState.Accepted when submission.Trouble is not null => $"Not observed: {where}{why}{since}",
            SubmissionState.Refused => $"Refused: {where}{why}",
            SubmissionState.Abandoned => $"Not sent: {where}{why}",
            _ => null,
        };
    }

    // Workers end well whatever became of their items, and a run ends with its items whatever became of its workers.
    private static IEnumerable<string> Differences(RunSummary run, IReadOnlyList<RunInstance> instances)
    {
        var shards = instances.Where(instance => instance.Shard is not null).ToList();
        if (!run.Status.IsFinished() || run.Status == ExecutionStatus.Cancelled)
            yield break;
        foreach (var other in shards.Where(s => s.Status != ExecutionStatus.Completed).GroupBy(s => s.Status))
            yield return other.Key.IsActive()
                ? $"Differs: {other.Count()} of {shards.Count} jobs are {other.Key.Name()} in their engine although the run has ended; "
                    + $"they are cancelled there {Figures.Duration(EngineDefaults.ShardGrace)} after its end"
                : $"Differs: {other.Count()} of {shards.Count} jobs ended {other.Key.Name()} in their engine; "
                    + "the run ended by its items, which other workers did";
    }

    private static string Jobs(EngineOrder order) =>
        order.Purpose == SubmissionPurpose.Delegate ? "the job"
        : order.Parts == 1 ? $"shard {order.FirstShard}"
        : $"shards {order.FirstShard}-{order.FirstShard + order.Parts - 1}";
}
