using System.Text.Json;
using AutomationPlatform.Engines.Http;

namespace AutomationPlatform.Engines.Slurm;

/// <summary>What Slurm complains of, in the list of errors of an answer. A value.</summary>
/// <param name="Number">Its number; 0 when there is none.</param>
/// <param name="Words">What it says.</param>
/// <param name="Code">The number for people, which some answers give under another name.</param>
internal sealed record SlurmError(long Number, string? Words, long Code)
{
    private const int UnknownJob = 2017;
    private const int FirstOfController = 2_000;
    private const int FirstOfNodes = 3_000;

    /// <summary>Whether no job has the number that was asked for.</summary>
    internal bool IsUnknownJob => Number == UnknownJob;

    /// <summary>Whether it may mean a wrong or expired token: what only asks is told the first, what changes something the
    /// second.</summary>
    internal bool IsVague =>
        Words?.Contains("Unspecified error", StringComparison.Ordinal) == true
        || Words?.Contains("Zero Bytes were transmitted", StringComparison.Ordinal) == true;

    /// <summary>Whether the controller refuses a job for what it is, as one for a partition that is not there: nothing was submitted,
    /// and asking again does not help. One that stands by for another refuses nothing.</summary>
    internal bool IsRefusal =>
        Code is >= FirstOfController and < FirstOfNodes
        && Words?.Contains("standby", StringComparison.OrdinalIgnoreCase) != true;

    /// <summary>The first of an answer; null when it has none.</summary>
    internal static SlurmError? First(JsonElement? answer)
    {
        if (answer?.Member("errors").Items().Take(1).ToList() is not [var first])
            return null;
        var number = first.Number("error_number") ?? 0;
        var code = number != 0 ? number : first.Number("error_code") ?? first.Number("errno") ?? 0;
        return new SlurmError(number, first.Line("error"), code);
    }

    /// <summary>Whether the controller itself refuses what was asked, by one of its own numbers: it is at work, and would say
    /// the same once more. Smaller numbers are of connections to it.</summary>
    internal static bool IsOfController(string body) =>
        First(ReadableJson.TryParse(body)) is { Number: >= FirstOfController and < FirstOfNodes };
}
