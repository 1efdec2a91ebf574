using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Infrastructure.Database;

namespace AutomationPlatform.Infrastructure.Execution;

/// <summary>What an answer writes into the columns of both databases. Pure.</summary>
internal static class AnswerColumns
{
    internal static string NewStatus(Answer answer) => Next(answer.Kind).Name();

    internal static ExecutionStatus Next(AnswerKind kind) =>
        kind switch
        {
            AnswerKind.Complete => ExecutionStatus.Completed,
            AnswerKind.Retry or AnswerKind.Release => ExecutionStatus.Retrying,
            AnswerKind.Fail => ExecutionStatus.Failed,
            AnswerKind.Cancel => ExecutionStatus.Cancelled,
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "is not a kind of answer"),
        };

    internal static string? Code(Answer answer) =>
        answer.Kind switch
        {
            AnswerKind.Release => ErrorCodes.Released,
            AnswerKind.Fail or AnswerKind.Retry => ErrorText.Code(answer.Code),
            _ => answer.Code is null ? null : ErrorText.Code(answer.Code),
        };

    internal static string? Message(Answer answer) =>
        answer.Kind is AnswerKind.Fail or AnswerKind.Retry ? ErrorText.Message(answer.Message) : null;

    internal static string? Reason(Answer answer) =>
        answer.Reason is null ? null : ErrorText.Cut(answer.Reason, Limits.Reason);

    internal static byte[]? ResultHash(Answer answer) =>
        answer is { Kind: AnswerKind.Complete, Result: { } result } ? ContentHash.OfResult(result) : null;

    internal static string? Fingerprint(Answer answer) =>
        answer.Kind != AnswerKind.Fail
            ? null
            : ErrorText.Cut(
                answer.Fingerprint ?? ErrorFingerprint.Of(Code(answer)!, Message(answer)!),
                ErrorFingerprint.Limit
            );

    internal static string? StandardError(Answer answer) =>
        answer.StandardError is null ? null : ErrorText.Cut(answer.StandardError, ExecutionDefaults.StandardErrorBytes);

    internal static long DelayMicroseconds(Answer answer) =>
        answer.Kind == AnswerKind.Retry ? (long)answer.Delay.TotalMicroseconds : 0;

    /// <summary>Whether it puts its item back where it can be claimed now.</summary>
    internal static bool IsReadyAtOnce(Answer answer) =>
        Next(answer.Kind) == ExecutionStatus.Retrying && DelayMicroseconds(answer) <= 0;

    /// <summary>What is kept of an answer that was refused: its new status, with the code when there is one.</summary>
    internal static string Outcome(Answer answer) =>
        Code(answer) is { } code ? $"{NewStatus(answer)} {code}" : NewStatus(answer);

    /// <summary>The failure of an item whose result no database keeps.</summary>
    internal static Answer BadResult(Answer answer, string why) =>
        answer with
        {
            Kind = AnswerKind.Fail,
            Result = null,
            Code = ErrorCodes.BadResult,
            Message = $"The result cannot be stored: {why}",
            Fingerprint = null,
        };
}
