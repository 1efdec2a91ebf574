using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Application.Audit;

/// <summary>What an export holds.</summary>
/// <param name="Run">The run.</param>
/// <param name="RunVersion">Its version.</param>
/// <param name="Items">How many item executions.</param>
/// <param name="HistoryRows">How many rows of history.</param>
/// <param name="Bytes">The length of the file.</param>
/// <param name="Sha256">The SHA-256 of the whole file.</param>
public sealed record ExportedRun(RunId Run, int RunVersion, long Items, long HistoryRows, long Bytes, byte[] Sha256);
