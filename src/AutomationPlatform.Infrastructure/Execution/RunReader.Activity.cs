using AutomationPlatform.Application;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Infrastructure.Database;
using AutomationPlatform.Infrastructure.Definition;

namespace AutomationPlatform.Infrastructure.Execution;

// Who works on a run, and why its items wait.
internal sealed partial class RunReader
{
    public async Task<RunActivity> GetActivityAsync(RunId run, CancellationToken cancellationToken)
    {
        (string, object) id = ("run", run.Value);
        await using var session = await ReadSession.OpenSnapshotAsync(connections, cancellationToken);
        var found = await session.ListAsync(
            RunSql.Waiting(connections),
            ReadWaiting,
            cancellationToken,
            id,
            ("most", RunActivity.CountLimit)
        );
        if (found is not [var waiting])
            throw new NotFoundException($"run {run}: there is none; {Listing}");
        return waiting with
        {
            Workers = await session.ListAsync(RunSql.Workers, ReadWorker, cancellationToken, id),
            Services = await session.ListAsync(
                RunSql.Services(connections),
                row => new WorkerService(row.Text(), row.OptionalText()),
                cancellationToken,
                id
            ),
            Progress = await session.ListAsync(
                $"{RunSql.Progress} WHERE p.run_id = @run ORDER BY p.reported_at DESC, p.item_execution_id LIMIT @most",
                ReadProgress,
                cancellationToken,
                id,
                ("most", RunActivity.ProgressLimit)
            ),
        };
    }

    private static RunActivity ReadWaiting(Row row)
    {
        var now = row.Instant();
        var activity = new RunActivity(
            now,
            [],
            [],
            (int)row.Long(),
            row.Flag(),
            row.Long(),
            row.OptionalInstant(),
            row.Flag(),
            null,
            []
        );
        var limits = DefinitionJson.ReadSettings(row.Text()).Limits;
        var inFlight = row.Long();
        var tokens = row.OptionalDouble();
        var refilledAt = row.OptionalInstant();
        var bucket = tokens is { } left && refilledAt is { } moment ? new TokenBucket(left, moment) : null;
        return activity with { Limit = Reached(limits, inFlight, bucket, now), OthersAtWork = row.Flag() };
    }

    private static string? Reached(ExecutionLimits limits, long inFlight, TokenBucket? bucket, DateTimeOffset now)
    {
        if (limits.InFlight is { } most && inFlight >= most)
            return $"the automation's limit of {most} in flight is reached";
        return limits.Rate is { } rate && TokenBucket.Of(bucket, rate, now).Whole < 1
            ? $"the automation's rate of {rate.Count} in {rate.Period.TotalSeconds:0} s is used up"
            : null;
    }

    private static WorkerActivity ReadWorker(Row row) =>
        new(row.Text(), row.Text(), row.OptionalText(), row.Long(), row.Instant(), row.Instant());

    private static ItemProgress ReadProgress(Row row) =>
        new(ItemExecutionId.From(row.Id()), row.OptionalDouble(), row.OptionalText(), row.Instant());
}
