using AutomationPlatform.Application.Orchestration;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Domain.Orchestration;
using AutomationPlatform.Infrastructure.Database;

namespace AutomationPlatform.Infrastructure.Orchestration;

/// <summary>Keeps submissions by plain SQL, each change a statement of its own. Thread-safe.</summary>
internal sealed class SubmissionStore(IReadConnections connections, TimeProvider clock) : ISubmissionStore
{
    public async Task RecordAsync(
        IReadOnlyList<EngineOrder> orders,
        EngineId engine,
        CancellationToken cancellationToken
    )
    {
        await using var session = await ReadSession.OpenAsync(connections, cancellationToken);
        var now = await NowAsync(session, cancellationToken);
        foreach (var order in orders)
            await session.ExecuteAsync(
                SubmissionSql.Record,
                cancellationToken,
                ("id", order.Id),
                ("engine", engine.Value),
                ("run", order.RunId.Value),
                ("purpose", EnumNames.Of(order.Purpose)),
                ("first", order.FirstShard),
                ("parts", order.Parts),
                ("shards", order.Shards),
                ("parameters", order.Parameters.Text),
                ("now", now)
            );
    }

    public async Task<IReadOnlyList<Submission>> ClaimAsync(SubmissionClaim claim, CancellationToken cancellationToken)
    {
        await using var session = await ReadSession.OpenAsync(connections, cancellationToken);
        var now = await NowAsync(session, cancellationToken);
        var claimed = new List<Submission>();
        foreach (var id in await FindDueAsync(session, claim, now, cancellationToken))
        {
            var taken = await session.ExecuteAsync(
                SubmissionSql.Take,
                cancellationToken,
                ("id", id),
                ("holder", claim.Holder),
                ("until", now + EngineDefaults.Lease),
                ("now", now),
                ("ahead", claim.Now)
            );
            if (taken == 1)
                claimed.Add(
                    (await ReadAsync(session, "WHERE s.id = @id", now, cancellationToken, ("id", id))).Single()
                );
            if (claimed.Count == claim.Limit)
                break;
        }
        return claimed;
    }

    public async Task<bool> NoteSendAsync(Submission submission, Guid holder, CancellationToken cancellationToken) =>
        await ChangeAsync(SubmissionSql.NoteSend, submission.Id, holder, cancellationToken) == 1;

    public Task NoteUnsentAsync(Submission submission, Guid holder, CancellationToken cancellationToken) =>
        ChangeAsync(SubmissionSql.NoteUnsent, submission.Id, holder, cancellationToken, withTime: false);

    public async Task<bool> NoteAcceptedAsync(
        Submission submission,
        string externalId,
        Guid holder,
        CancellationToken cancellationToken
    ) =>
        await ChangeAsync(
            SubmissionSql.NoteAccepted,
            submission.Id,
            holder,
            cancellationToken,
            withTime: false,
            ("external", externalId)
        ) == 1;

    public Task NoteMovedAsync(
        Submission submission,
        string externalId,
        Guid holder,
        CancellationToken cancellationToken
    ) =>
        ChangeAsync(
            SubmissionSql.NoteMoved,
            submission.Id,
            holder,
            cancellationToken,
            withTime: false,
            ("external", externalId)
        );

    public async Task NotePartsAsync(
        Submission submission,
        IReadOnlyList<SubmissionPart> parts,
        CancellationToken cancellationToken
    )
    {
        if (parts.Count == 0)
            return;
        await using var session = await ReadSession.OpenAsync(connections, cancellationToken);
        foreach (var (part, instance, _) in parts)
            await session.ExecuteAsync(
                SubmissionSql.NotePart,
                cancellationToken,
                ("id", submission.Id),
                ("part", part),
                ("instance", instance.Value)
            );
    }

    public async Task NoteCancelAsync(Guid submission, CancellationToken cancellationToken)
    {
        await using var session = await ReadSession.OpenAsync(connections, cancellationToken);
        var now = await NowAsync(session, cancellationToken);
        await session.ExecuteAsync(SubmissionSql.NoteCancel, cancellationToken, ("id", submission), ("now", now));
    }

    public Task NoteCancelSentAsync(Submission submission, Guid holder, CancellationToken cancellationToken) =>
        ChangeAsync(SubmissionSql.NoteCancelSent, submission.Id, holder, cancellationToken);

    public async Task ReleaseAsync(
        Submission submission,
        SubmissionLook look,
        Guid holder,
        CancellationToken cancellationToken
    )
    {
        await using var session = await ReadSession.OpenAsync(connections, cancellationToken);
        var now = await NowAsync(session, cancellationToken);
        await session.ExecuteAsync(
            SubmissionSql.Release,
            cancellationToken,
            ("id", submission.Id),
            ("holder", holder),
            ("now", now),
            ("due", now + look.Next),
            ("wished", submission.CancelRequestedAt is null),
            ("quiet", look.Quiet),
            ("trouble", look.Trouble ?? ""),
            ("lost", look.Lost)
        );
    }

    public Task CloseAsync(
        Submission submission,
        SubmissionState end,
        string? trouble,
        Guid holder,
        CancellationToken cancellationToken
    ) =>
        ChangeAsync(
            SubmissionSql.Close,
            submission.Id,
            holder,
            cancellationToken,
            withTime: true,
            ("state", EnumNames.Of(end)),
            ("trouble", trouble ?? "")
        );

    public async Task NoteChangeAsync(Guid submission, CancellationToken cancellationToken)
    {
        await using var session = await ReadSession.OpenAsync(connections, cancellationToken);
        var now = await NowAsync(session, cancellationToken);
        await session.ExecuteAsync(SubmissionSql.NoteChange, cancellationToken, ("id", submission), ("now", now));
    }

    public async Task<Submission?> FindAsync(Guid submission, CancellationToken cancellationToken)
    {
        await using var session = await ReadSession.OpenAsync(connections, cancellationToken);
        var now = await NowAsync(session, cancellationToken);
        var found = await ReadAsync(session, "WHERE s.id = @id", now, cancellationToken, ("id", submission));
        return found.SingleOrDefault();
    }

    public async Task<IReadOnlyList<SubmissionPart>> ListPartsAsync(
        Guid submission,
        CancellationToken cancellationToken
    )
    {
        await using var session = await ReadSession.OpenAsync(connections, cancellationToken);
        return await session.ListAsync(
            SubmissionSql.Parts,
            row => new SubmissionPart(row.Int(), OrchestrationInstanceId.From(row.Id()), row.Status()),
            cancellationToken,
            ("id", submission)
        );
    }

    public async Task<IReadOnlyList<Submission>> ListByRunAsync(RunId run, CancellationToken cancellationToken)
    {
        await using var session = await ReadSession.OpenAsync(connections, cancellationToken);
        var now = await NowAsync(session, cancellationToken);
        return await ReadAsync(
            session,
            "WHERE s.run_id = @run ORDER BY s.first_shard, s.id",
            now,
            cancellationToken,
            ("run", run.Value)
        );
    }

    public async Task<IReadOnlyDictionary<Guid, bool>> FilterKnownAsync(
        IReadOnlyList<Guid> ids,
        CancellationToken cancellationToken
    )
    {
        await using var session = await ReadSession.OpenAsync(connections, cancellationToken);
        var known = await session.ListAsync(
            $"{SubmissionSql.Known} {connections.IsOneOf("id", "@ids")}",
            row => KeyValuePair.Create(row.Id(), row.Flag()),
            cancellationToken,
            ("ids", ids.ToArray())
        );
        var archived = await session.ListAsync(
            $"{SubmissionSql.Archived} {connections.IsOneOf("run_id", "@ids")}",
            row => KeyValuePair.Create(row.Id(), false),
            cancellationToken,
            ("ids", ids.ToArray())
        );
        return known.Concat(archived).DistinctBy(each => each.Key).ToDictionary();
    }

    public async Task<IReadOnlyList<RunInstance>> ListInstancesAsync(RunId run, CancellationToken cancellationToken)
    {
        await using var session = await ReadSession.OpenAsync(connections, cancellationToken);
        return await session.ListAsync(SubmissionSql.Instances, ReadInstance, cancellationToken, ("run", run.Value));
    }

    public async Task<long> CountOpenAsync(EngineId? engine, CancellationToken cancellationToken)
    {
        await using var session = await ReadSession.OpenAsync(connections, cancellationToken);
        if (engine is not { } one)
            return await session.NumberAsync(SubmissionSql.CountOpen, cancellationToken) ?? 0;
        var submissions = await session.NumberAsync(
            $"{SubmissionSql.CountOpen} AND s.engine_id = @engine",
            cancellationToken,
            ("engine", one.Value)
        );
        var instances = await session.NumberAsync(
            SubmissionSql.CountInstances,
            cancellationToken,
            ("engine", one.Value)
        );
        return Math.Max(submissions ?? 0, instances ?? 0);
    }

    public async Task<IReadOnlyList<RunId>> ListUnrecordedAsync(RunId? only, CancellationToken cancellationToken)
    {
        await using var session = await ReadSession.OpenAsync(connections, cancellationToken);
        return only is { } run
            ? await session.ListAsync(
                $"{SubmissionSql.Unrecorded} AND r.id = @run",
                row => RunId.From(row.Id()),
                cancellationToken,
                ("run", run.Value)
            )
            : await session.ListAsync(
                $"{SubmissionSql.Unrecorded} {SubmissionSql.NewestRunsFirst}",
                row => RunId.From(row.Id()),
                cancellationToken
            );
    }

    private Task<List<Guid>> FindDueAsync(
        ReadSession session,
        SubmissionClaim claim,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        List<(string, object)> values = [("now", now), ("ahead", claim.Now), ("limit", claim.Limit * 4)];
        var (ofRun, ofOthers) = ("", "");
        if (claim.Run is { } run)
        {
            ofRun = "AND s.run_id = @run";
            values.Add(("run", run.Value));
        }
        // Here and not afterwards: what is left out must not fill the places of what is due in other engines.
        if (claim.Except.Count > 0)
        {
            ofOthers = $"AND NOT ({connections.IsOneOf("s.engine_id", "@except")})";
            values.Add(("except", claim.Except.Select(engine => engine.Value).ToArray()));
        }
        return session.ListAsync(
            $"{SubmissionSql.FindDue} {ofRun} {ofOthers} {SubmissionSql.OldestFirst}",
            row => row.Id(),
            cancellationToken,
            [.. values]
        );
    }

    private async Task<int> ChangeAsync(
        string sql,
        Guid id,
        Guid holder,
        CancellationToken cancellationToken,
        bool withTime = true,
        params (string, object)[] values
    )
    {
        await using var session = await ReadSession.OpenAsync(connections, cancellationToken);
        List<(string, object)> all = [("id", id), ("holder", holder), .. values];
        if (withTime)
            all.Add(("now", await NowAsync(session, cancellationToken)));
        return await session.ExecuteAsync(sql, cancellationToken, [.. all]);
    }

    private async Task<DateTimeOffset> NowAsync(ReadSession session, CancellationToken cancellationToken) =>
        SimulatedTime.Of(clock)
        ?? (
            await session.ListAsync($"SELECT {connections.Clock(0)}", row => row.Instant(), cancellationToken)
        ).Single();

    private static Task<List<Submission>> ReadAsync(
        ReadSession session,
        string which,
        DateTimeOffset now,
        CancellationToken cancellationToken,
        params (string, object)[] values
    ) =>
        session.ListAsync(
            $"{SubmissionSql.Select} {which}",
            row => Read(row) with { ReadAt = now },
            cancellationToken,
            values
        );

    private static RunInstance ReadInstance(Row row) =>
        new(
            OrchestrationInstanceId.From(row.Id()),
            row.Text(),
            row.OptionalId(),
            row.OptionalInt(),
            row.OptionalInt(),
            row.Text(),
            row.Status(),
            EnumNames.Parse<Observation>(row.Text()),
            row.OptionalInstant(),
            row.OptionalInstant(),
            row.OptionalDouble(),
            InstanceMetadata.Of(row.OptionalText() is { } stored ? Payload.FromStorage(stored) : null)
        );

    private static Submission Read(Row row)
    {
        var order = new EngineOrder(
            row.Id(),
            RunId.From(row.Id()),
            row.Text(),
            EnumNames.Parse<SubmissionPurpose>(row.Text()),
            row.Int(),
            row.Int(),
            row.Int(),
            Payload.FromStorage(row.Text())
        );
        return new Submission(order, EngineId.From(row.Id()), EnumNames.Parse<SubmissionState>(row.Text()))
        {
            ExternalId = row.OptionalText(),
            Sends = row.Int(),
            SentAt = row.OptionalInstant(),
            CancelRequestedAt = row.OptionalInstant(),
            CancelSentAt = row.OptionalInstant(),
            CancelRounds = row.Int(),
            QuietLooks = row.Int(),
            TroubleSince = row.OptionalInstant(),
            LostSince = row.OptionalInstant(),
            Trouble = row.OptionalText(),
        };
    }
}
