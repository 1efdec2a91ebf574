using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Application.Orchestration;

/// <summary>How the job of a delegated run ended. A value.</summary>
/// <param name="Status">COMPLETED, FAILED or CANCELLED.</param>
/// <param name="Reason">Why, for people.</param>
internal sealed record DelegatedOutcome(ExecutionStatus Status, string Reason)
{
    /// <summary>Of instances that have all ended.</summary>
    internal static DelegatedOutcome Of(EngineConnection engine, Submission submission, BookEntry entry)
    {
        var instances = entry.Parts.Select(part => part.Instance).ToList();
        var telling =
            instances.Find(i => i.Status == ExecutionStatus.Failed)
            ?? instances.Find(i => i.Status is ExecutionStatus.Cancelled or ExecutionStatus.Skipped)
            ?? instances[0];
        var status = telling.Status switch
        {
            ExecutionStatus.Completed => ExecutionStatus.Completed,
            ExecutionStatus.Failed => ExecutionStatus.Failed,
            _ => ExecutionStatus.Cancelled,
        };
        var metadata = InstanceMetadata.Of(telling.InstanceMetadata);
        var words = string.Join(
            ", ",
            new[] { metadata.State, metadata.Message, metadata.Trouble?.Answer }.OfType<string>()
        );
        var asked =
            submission.CancelRequestedAt is null && status == ExecutionStatus.Cancelled ? ", not asked by us" : "";
        var reason =
            $"job {telling.ExternalId} in engine '{engine.Name}' ended {telling.Status.Name()}"
            + (words.Length > 0 ? $" ({words}{asked})" : "");
        return new DelegatedOutcome(status, ErrorText.Cut(reason, Limits.Reason));
    }
}
