using System.Globalization;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Application.Audit;

/// <summary>A run as its seal vouches for it.</summary>
/// <param name="Id">The run.</param>
/// <param name="Status">Its status.</param>
/// <param name="Version">Its version; a seal is of one version.</param>
/// <param name="FinishedAt">When it ended; null while it has not.</param>
/// <param name="Columns">The other columns that are sealed, by name, each as text: instants in UTC with six digits of a
/// second, numbers in digits; null for NULL.</param>
public sealed record AuditedRun(
    RunId Id,
    ExecutionStatus Status,
    int Version,
    DateTimeOffset? FinishedAt,
    IReadOnlyList<KeyValuePair<string, string?>> Columns
)
{
    internal const string InstantForm = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    /// <summary>Every sealed column with its text, in the order in which they are sealed.</summary>
    public IEnumerable<KeyValuePair<string, string?>> Facts() =>
        [
            new("id", Id.ToString()),
            new("status", Status.Name()),
            new("version", Text(Version)),
            new("finished_at", Text(FinishedAt)),
            .. Columns,
        ];

    /// <summary>The one text of an instant.</summary>
    public static string? Text(DateTimeOffset? instant) =>
        instant?.UtcDateTime.ToString(InstantForm, CultureInfo.InvariantCulture);

    /// <summary>The one text of a number.</summary>
    public static string? Text(int? number) => number?.ToString(CultureInfo.InvariantCulture);
}
