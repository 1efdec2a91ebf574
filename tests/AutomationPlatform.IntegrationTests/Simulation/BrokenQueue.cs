using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.IntegrationTests.Simulation;

/// <summary>A queue that does everything rightly; what is broken on purpose is overridden.</summary>
internal abstract class BrokenQueue(IWorkQueue queue) : IWorkQueue
{
    public virtual Task JoinAsync(WorkerIdentity worker, TimeSpan lease, CancellationToken cancellationToken) =>
        queue.JoinAsync(worker, lease, cancellationToken);

    public virtual Task<bool> RenewAsync(WorkerId worker, TimeSpan lease, CancellationToken cancellationToken) =>
        queue.RenewAsync(worker, lease, cancellationToken);

    public virtual Task LeaveAsync(WorkerIdentity worker, CancellationToken cancellationToken) =>
        queue.LeaveAsync(worker, cancellationToken);

    public virtual Task<IReadOnlyList<OpenRun>> ListOpenRunsAsync(CancellationToken cancellationToken) =>
        queue.ListOpenRunsAsync(cancellationToken);

    public virtual Task<Claim> ClaimAsync(ClaimRequest request, CancellationToken cancellationToken) =>
        queue.ClaimAsync(request, cancellationToken);

    public virtual Task<AnswersTaken> AnswerAsync(
        ChunkAnswers answers,
        ClaimRequest? next,
        CancellationToken cancellationToken
    ) => queue.AnswerAsync(answers, next, cancellationToken);

    public virtual Task RecordServiceAsync(
        WorkerId worker,
        IReadOnlyList<RunService> services,
        CancellationToken cancellationToken
    ) => queue.RecordServiceAsync(worker, services, cancellationToken);

    public virtual Task ReportProgressAsync(
        RunId run,
        IReadOnlyList<ProgressReport> reports,
        CancellationToken cancellationToken
    ) => queue.ReportProgressAsync(run, reports, cancellationToken);

    public virtual Task<Backlog> GetBacklogAsync(CancellationToken cancellationToken) =>
        queue.GetBacklogAsync(cancellationToken);

    public virtual Task<int> RescueAsync(CancellationToken cancellationToken) => queue.RescueAsync(cancellationToken);

    public virtual Task<int> MoveDueAsync(CancellationToken cancellationToken) => queue.MoveDueAsync(cancellationToken);

    public virtual Task<RunEnd?> EndIfDoneAsync(RunId run, CancellationToken cancellationToken) =>
        queue.EndIfDoneAsync(run, cancellationToken);

    public virtual Task<string?> CheckThresholdAsync(RunId run, CancellationToken cancellationToken) =>
        queue.CheckThresholdAsync(run, cancellationToken);
}

/// <summary>Says that every answer was taken, late ones too.</summary>
internal sealed class FenceIgnored(IWorkQueue queue) : BrokenQueue(queue)
{
    public override async Task<AnswersTaken> AnswerAsync(
        ChunkAnswers answers,
        ClaimRequest? next,
        CancellationToken cancellationToken
    ) => await base.AnswerAsync(answers, next, cancellationToken) with { Refused = [] };
}

/// <summary>Takes every success and writes only the first of them.</summary>
internal sealed class AnswersDropped(IWorkQueue queue) : BrokenQueue(queue)
{
    public override Task<AnswersTaken> AnswerAsync(
        ChunkAnswers answers,
        ClaimRequest? next,
        CancellationToken cancellationToken
    ) => base.AnswerAsync(answers with { Answers = [answers.Answers[0]] }, next, cancellationToken);
}

/// <summary>Calls an answer late that was taken before, when it is repeated after a lost reply.</summary>
internal sealed class RepetitionsRefused(IWorkQueue queue) : BrokenQueue(queue)
{
    private readonly HashSet<ChunkAnswers> seen = [];

    public override async Task<AnswersTaken> AnswerAsync(
        ChunkAnswers answers,
        ClaimRequest? next,
        CancellationToken cancellationToken
    )
    {
        var taken = await base.AnswerAsync(answers, next, cancellationToken);
        return seen.Add(answers) ? taken : taken with { Refused = [.. answers.Answers.Select(a => a.Item.Id)] };
    }
}

/// <summary>Makes a claim anew when it is repeated after a lost reply.</summary>
internal sealed class ClaimsNotRepeated(IWorkQueue queue) : BrokenQueue(queue)
{
    private readonly HashSet<ClaimId> seen = [];

    public override Task<Claim> ClaimAsync(ClaimRequest request, CancellationToken cancellationToken) =>
        base.ClaimAsync(
            seen.Add(request.Id) ? request : request with { Id = new(Guid.CreateVersion7()) },
            cancellationToken
        );
}

/// <summary>Gives what it gave before once more, with the next claim.</summary>
internal sealed class ItemsGivenTwice(IWorkQueue queue) : BrokenQueue(queue)
{
    private ClaimedItem? last;

    public override async Task<Claim> ClaimAsync(ClaimRequest request, CancellationToken cancellationToken)
    {
        var claim = await base.ClaimAsync(request, cancellationToken);
        var doubled = last is null || claim.Items.Count > 0 ? claim : claim with { Items = [last] };
        last = claim.Items.Count > 0 ? claim.Items[^1] : last;
        return doubled;
    }
}

/// <summary>Forgets that an automation has limits.</summary>
internal sealed class LimitsForgotten(IWorkQueue queue, SimulationStage stage) : BrokenQueue(queue)
{
    public override async Task<Claim> ClaimAsync(ClaimRequest request, CancellationToken cancellationToken)
    {
        await stage.ExecuteAsync("UPDATE automation SET settings = json_remove(settings, '$.limits')");
        return await base.ClaimAsync(request, cancellationToken);
    }
}

/// <summary>Rescues nothing.</summary>
internal sealed class RescueForgotten(IWorkQueue queue) : BrokenQueue(queue)
{
    public override Task<int> RescueAsync(CancellationToken cancellationToken) => Task.FromResult(0);
}

/// <summary>Tells every end once more.</summary>
internal sealed class EndToldTwice(IWorkQueue queue) : BrokenQueue(queue)
{
    private RunEnd? told;

    public override async Task<RunEnd?> EndIfDoneAsync(RunId run, CancellationToken cancellationToken) =>
        await base.EndIfDoneAsync(run, cancellationToken) is { } end ? told = end
        : told?.Run == run ? told
        : null;
}

/// <summary>Never moves what is due.</summary>
internal sealed class RetriesForgotten(IWorkQueue queue) : BrokenQueue(queue)
{
    public override Task<int> MoveDueAsync(CancellationToken cancellationToken) => Task.FromResult(0);
}

/// <summary>Takes every lease for over when it rescues.</summary>
internal sealed class RescueTooEarly(IWorkQueue queue, SimulationStage stage) : BrokenQueue(queue)
{
    public override async Task<int> RescueAsync(CancellationToken cancellationToken)
    {
        await stage.ExecuteAsync("UPDATE worker SET lease_until = started_at");
        return await base.RescueAsync(cancellationToken);
    }
}

/// <summary>Breaks a rule of the tables after each answer, by a statement of its own.</summary>
internal sealed class TablesBroken(IWorkQueue queue, SimulationStage stage, string sql) : BrokenQueue(queue)
{
    public override async Task<AnswersTaken> AnswerAsync(
        ChunkAnswers answers,
        ClaimRequest? next,
        CancellationToken cancellationToken
    )
    {
        var taken = await base.AnswerAsync(answers, next, cancellationToken);
        await stage.ExecuteAsync(sql.Replace("@item", $"'{answers.Answers[0].Item.Id}'"));
        return taken;
    }
}
