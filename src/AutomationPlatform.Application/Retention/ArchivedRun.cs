using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Application.Retention;

/// <summary>A run that left for a file.</summary>
/// <param name="Run">The run.</param>
/// <param name="RunVersion">Its version, which its newest seal is of.</param>
/// <param name="FileName">The file's name, without its directory.</param>
/// <param name="Sha256">The SHA-256 of the file.</param>
/// <param name="Bytes">The file's length.</param>
/// <param name="Items">How many item executions are in it.</param>
/// <param name="HistoryRows">How many rows of history.</param>
public sealed record ArchivedRun(
    RunId Run,
    int RunVersion,
    string FileName,
    byte[] Sha256,
    long Bytes,
    long Items,
    long HistoryRows
)
{
    /// <summary>When it left; the database's time.</summary>
    public DateTimeOffset ArchivedAt { get; init; }

    /// <summary>Who let it leave.</summary>
    public string ArchivedBy { get; init; } = "";
}
