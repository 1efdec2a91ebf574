using AutomationPlatform.Application.Audit;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Application.Execution;

/// <summary>Cancels every open run of an automation that workers drive. Thread-safe.</summary>
/// <remarks>Runs driven by an engine or by the code that made them are their drivers' to cancel.</remarks>
public sealed class CancelAutomation(IWorkQueue queue, IRunReader runs, IRunControl control, IAuditLog log)
{
    /// <summary>The open runs of an automation that are not being cancelled yet, and how many items they have left.</summary>
    public async Task<AutomationCancellation> PlanAsync(
        AutomationId automation,
        CancellationToken cancellationToken = default
    )
    {
        var open = await queue.ListOpenRunsAsync(cancellationToken);
        var plan = new AutomationCancellation([], 0, 0) { AutomationId = automation };
        foreach (var run in open.Where(run => run.AutomationId == automation && !run.CancelRequested))
        {
            var summary = await runs.GetAsync(run.Id, cancellationToken);
            var items = summary.Items;
            plan = new AutomationCancellation(
                [.. plan.Runs, run.Id],
                plan.Waiting + items.Pending + items.Retrying,
                plan.Processing + items.Processing
            )
            {
                AutomationId = automation,
                Automation = summary.Automation,
            };
        }
        return plan;
    }

    /// <summary>Cancels these runs; one that has ended or is being cancelled meanwhile is left as it is.</summary>
    /// <exception cref="Domain.ValidationException">The reason is empty or too long; nothing was cancelled.</exception>
    public async Task<CancelledAutomation> ExecuteAsync(
        AutomationCancellation plan,
        string reason,
        string actor,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(plan);
        var done = new CancelledAutomation(0, 0);
        foreach (var run in plan.Runs)
        {
            try
            {
                var items = await control.CancelAsync(run, reason, actor, cancellationToken);
                done = new CancelledAutomation(done.Runs + 1, done.Items + items);
            }
            catch (ConflictException)
            {
                // It came to its end, or somebody else cancelled it: what was wanted is so.
            }
        }
        if (done.Runs > 0)
            await log.RecordAsync(Entry(plan, done, reason, actor), cancellationToken);
        return done;
    }

    // Each run's own entry stands in the transaction that cancels it; this one says what they had in common.
    private static AuditEntry Entry(
        AutomationCancellation plan,
        CancelledAutomation done,
        string reason,
        string actor
    ) =>
        new(AuditActions.AutomationCancel, actor)
        {
            EntityId = $"{plan.AutomationId}",
            EntityName = plan.Automation,
            Reason = reason,
            Changes = new AuditChanges()
                .Set("cancelled_runs", before: null, done.Runs)
                .Set("cancelled_items", before: null, done.Items),
        };
}

/// <summary>What cancelling an automation would concern.</summary>
/// <param name="Runs">The runs.</param>
/// <param name="Waiting">How many of their items wait.</param>
/// <param name="Processing">How many are being done.</param>
public sealed record AutomationCancellation(IReadOnlyList<RunId> Runs, long Waiting, long Processing)
{
    /// <summary>The automation.</summary>
    public AutomationId AutomationId { get; init; }

    /// <summary>Its name; null where no run is open.</summary>
    public string? Automation { get; init; }
}

/// <summary>What cancelling an automation did.</summary>
/// <param name="Runs">How many runs are cancelled, or will be once their running items have ended.</param>
/// <param name="Items">How many waiting items were cancelled.</param>
public sealed record CancelledAutomation(int Runs, long Items);
