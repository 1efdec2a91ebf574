using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Application.Execution;

/// <summary>Cancels every open run of an automation that workers drive. Thread-safe.</summary>
/// <remarks>Runs driven by an engine or by the code that made them are their drivers' to cancel.</remarks>
public sealed class CancelAutomation(IWorkQueue queue, IRunReader runs, IRunControl control)
{
    /// <summary>The open runs of an automation that are not being cancelled yet, and how many items they have left.</summary>
    public async Task<AutomationCancellation> PlanAsync(
        AutomationId automation,
        CancellationToken cancellationToken = default
    )
    {
        var open = await queue.ListOpenRunsAsync(cancellationToken);
        var plan = new AutomationCancellation([], 0, 0);
        foreach (var run in open.Where(run => run.AutomationId == automation && !run.CancelRequested))
        {
            var items = (await runs.GetAsync(run.Id, cancellationToken)).Items;
            plan = new AutomationCancellation(
                [.. plan.Runs, run.Id],
                plan.Waiting + items.Pending + items.Retrying,
                plan.Processing + items.Processing
            );
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
        return done;
    }
}

/// <summary>What cancelling an automation would concern.</summary>
/// <param name="Runs">The runs.</param>
/// <param name="Waiting">How many of their items wait.</param>
/// <param name="Processing">How many are being done.</param>
public sealed record AutomationCancellation(IReadOnlyList<RunId> Runs, long Waiting, long Processing);

/// <summary>What cancelling an automation did.</summary>
/// <param name="Runs">How many runs are cancelled, or will be once their running items have ended.</param>
/// <param name="Items">How many waiting items were cancelled.</param>
public sealed record CancelledAutomation(int Runs, long Items);
