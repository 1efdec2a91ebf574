using System.Text.Json;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Infrastructure.Database;

/// <summary>The hashes that are written beside what they stand for.</summary>
internal static class ContentHash
{
    /// <summary>A switch of the runtime that leaves hashes out, so that a benchmark can tell what they cost.</summary>
    /// <remarks>What is written under it cannot be verified.</remarks>
    internal const string Switch = "AutomationPlatform.Benchmarks.WithoutHashes";

    private static readonly bool Off = AppContext.TryGetSwitch(Switch, out var off) && off;

    /// <summary>The hash of the row of history that a claim left. Only a first attempt comes from PENDING.</summary>
    internal static byte[] OfClaim(
        Guid itemExecution,
        int version,
        int attempt,
        DateTimeOffset startedAt,
        string actor,
        byte[]? previousHash
    ) =>
        Off
            ? []
            : HistoryHash.Of(
                new HistoryContent(
                    new ItemExecutionId(itemExecution),
                    version,
                    attempt == 1 ? ExecutionStatus.Pending : ExecutionStatus.Retrying,
                    ExecutionStatus.Processing,
                    startedAt,
                    startedAt,
                    attempt,
                    actor,
                    Code: null,
                    Message: null,
                    Reason: null,
                    ResultHash: null,
                    previousHash
                )
            );

    /// <summary>The hash of a payload; null for none.</summary>
    internal static byte[]? OfPayload(string? json) => json is null || Off ? null : CanonicalJson.Hash(json);

    /// <summary>The hash of a result; null where no database keeps it, which the database then says.</summary>
    internal static byte[]? OfResult(string json)
    {
        if (Off)
            return null;
        try
        {
            return CanonicalJson.Hash(json);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
