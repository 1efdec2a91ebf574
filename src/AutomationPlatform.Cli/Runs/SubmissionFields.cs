namespace AutomationPlatform.Cli.Runs;

/// <summary>How jobs of a run were submitted, in <c>runs show --json</c>.</summary>
internal sealed record SubmissionFields(
    Guid Id,
    string Engine,
    string State,
    int FirstShard,
    int Jobs,
    string? ExternalId,
    int Sends,
    DateTimeOffset? SentAt,
    DateTimeOffset? CancelRequestedAt,
    string? Trouble,
    DateTimeOffset? TroubleSince
)
{
    internal static SubmissionFields Of(NamedSubmission named) =>
        new(
            named.Submission.Id,
            named.Engine,
            named.Submission.State.ToString().ToUpperInvariant(),
            named.Submission.Order.FirstShard,
            named.Submission.Order.Parts,
            named.Submission.ExternalId,
            named.Submission.Sends,
            named.Submission.SentAt,
            named.Submission.CancelRequestedAt,
            named.Submission.Trouble,
            named.Submission.TroubleSince
        );
}
