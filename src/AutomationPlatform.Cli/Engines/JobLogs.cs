using System.Text;
using AutomationPlatform.Application;
using AutomationPlatform.Application.Orchestration;
using AutomationPlatform.Cli.Console;
using AutomationPlatform.Cli.Runs;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Cli.Engines;

/// <summary>The logs that engines keep of the jobs of a run.</summary>
internal sealed class JobLogs(Platform platform, Terminal terminal, RunId run)
{
    /// <summary>The most that the documents of all jobs hold of their logs, in characters: 16 Mi.</summary>
    internal const int DocumentLimit = 16 * 1024 * 1024;

    private readonly TroubleNotes notes = new(terminal, run);

    /// <summary>The jobs, or the one of a shard.</summary>
    /// <exception cref="NotFoundException">There is none.</exception>
    internal async Task<IReadOnlyList<RunInstance>> FindAsync(int? shard, CancellationToken cancellationToken)
    {
        var found = await ListAsync(shard, cancellationToken);
        return found.Count > 0 ? found : throw NoJob(shard);
    }

    /// <summary>The jobs, or the one of a shard, as soon as there is one: what is still to be sent is waited for.</summary>
    /// <exception cref="NotFoundException">There is none, and none is to come.</exception>
    internal async Task<IReadOnlyList<RunInstance>> WaitForAsync(int? shard, CancellationToken cancellationToken)
    {
        while (true)
        {
            // Before the jobs are listed: a submission that is closed in between has left its jobs there.
            var toCome = (await platform.Submissions.ListByRunAsync(run, cancellationToken))
                .Where(submission => submission.IsOpen && IsOf(submission.Order, shard))
                .ToList();
            var found = await ListAsync(shard, cancellationToken);
            if (found.Count > 0)
                return found;
            if (toCome.Count == 0)
                throw NoJob(shard);
            notes.Tell(toCome.Select(submission => submission.Trouble).OfType<string>());
            await Task.Delay(JobLog.Pace, terminal.Clock, cancellationToken);
        }
    }

    /// <summary>The logs as documents, of which each tells its own trouble. Together they hold <see cref="DocumentLimit"/>
    /// characters; what is beyond is cut.</summary>
    internal async Task<IReadOnlyList<JobLogDocument>> ReadAsync(
        IReadOnlyList<RunInstance> instances,
        CancellationToken cancellationToken
    )
    {
        var documents = new List<JobLogDocument>(instances.Count);
        var room = DocumentLimit;
        foreach (var instance in instances)
        {
            var document = await ReadAsync(instance, room, instances.Count == 1, cancellationToken);
            room -= document.Text.Length;
            documents.Add(document);
        }
        notes.Tell(documents.Select(document => document.Trouble).OfType<string>().Select(said => $"warning: {said}"));
        if (documents.Count(document => document.IsCut) is > 0 and var cut)
            terminal.Note(
                $"warning: {Figures.Count(cut, "log is", "logs are")} cut, for all hold "
                    + $"{Figures.Size(DocumentLimit)} together; without --json they are whole"
            );
        return documents;
    }

    /// <summary>Writes the logs one after the other, each as it is read. One that cannot be read is told, and the next comes.</summary>
    /// <returns>Whether all could be read.</returns>
    internal async Task<bool> WriteAsync(
        IReadOnlyList<RunInstance> instances,
        bool isFollowed,
        CancellationToken cancellationToken
    )
    {
        var whole = true;
        foreach (var instance in instances)
        {
            if (instances.Count > 1)
                terminal.Say(
                    $"== {(instance.Shard is { } shard ? $"shard {shard}, " : "")}job {instance.ExternalId} in '{instance.Engine}'"
                );
            try
            {
                await WriteAsync(instance, isFollowed, cancellationToken);
            }
            catch (Exception trouble) when (instances.Count > 1 && IsOfOneJob(trouble))
            {
                terminal.Note($"warning: {trouble.Message}");
                whole = false;
            }
        }
        return whole;
    }

    private async Task<IReadOnlyList<RunInstance>> ListAsync(int? shard, CancellationToken cancellationToken)
    {
        var instances = await platform.Submissions.ListInstancesAsync(run, cancellationToken);
        return [.. instances.Where(instance => shard is null || instance.Shard == shard)];
    }

    private static bool IsOf(EngineOrder order, int? shard) =>
        shard is null || (shard >= order.FirstShard && shard < order.FirstShard + order.Parts);

    private NotFoundException NoJob(int? shard) =>
        new(
            $"run {run}: it has no job {(shard is null ? "" : $"of shard {shard} ")}in an engine; "
                + $"its jobs are shown by: apc runs show {run}"
        );

    private async Task<JobLogDocument> ReadAsync(
        RunInstance instance,
        int room,
        bool isOnly,
        CancellationToken cancellationToken
    )
    {
        if (room == 0)
            return JobLogDocument.Of(instance, "", isCut: true, trouble: null);
        var text = new StringBuilder();
        var isCut = false;
        string? trouble = null;
        try
        {
            // One more than fits shows that there is more.
            await foreach (var piece in Log(instance).ReadAsync(cancellationToken))
            {
                isCut = text.Append(piece).Length > room;
                if (isCut)
                    break;
            }
        }
        catch (Exception failure) when (failure is EngineException || (!isOnly && IsOfOneJob(failure)))
        {
            trouble = failure.Message;
        }
        if (isCut)
            text.Length = char.IsHighSurrogate(text[room - 1]) ? room - 1 : room;
        return JobLogDocument.Of(instance, text.ToString(), isCut, trouble);
    }

    private async Task WriteAsync(RunInstance instance, bool isFollowed, CancellationToken cancellationToken)
    {
        var lines = new LogLines(terminal);
        try
        {
            var log = Log(instance);
            var pieces = isFollowed ? log.FollowAsync(cancellationToken) : log.ReadAsync(cancellationToken);
            await foreach (var piece in pieces)
                lines.Add(piece);
        }
        finally
        {
            lines.End();
        }
    }

    private JobLog Log(RunInstance instance) => new(platform, terminal, run, instance);

    private static bool IsOfOneJob(Exception failure) =>
        failure is EngineException or NotFoundException or InvalidInputException;
}
