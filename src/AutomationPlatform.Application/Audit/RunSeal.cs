using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Application.Audit;

/// <summary>The seal of a run as it is stored.</summary>
/// <param name="Position">Its place among all seals of the database, from 1.</param>
/// <param name="Run">The run.</param>
/// <param name="Number">Its place among the seals of the run, from 1.</param>
/// <param name="RunVersion">The version of the run that was sealed.</param>
/// <param name="Body">What it says, JSON text; these bytes in UTF-8 are hashed and signed.</param>
/// <param name="Hash">The SHA-256 of the body.</param>
/// <param name="PreviousHash">The hash of the seal at the position before; null at the first.</param>
/// <param name="KeyId">The key of the signature; null without one.</param>
/// <param name="Signature">ECDSA P-256 with SHA-256 over the body's bytes, DER; null without one.</param>
/// <param name="CreatedAt">When it was stored.</param>
public sealed record RunSeal(
    long Position,
    RunId Run,
    int Number,
    int RunVersion,
    string Body,
    byte[] Hash,
    byte[]? PreviousHash,
    string? KeyId,
    byte[]? Signature,
    DateTimeOffset CreatedAt
);
