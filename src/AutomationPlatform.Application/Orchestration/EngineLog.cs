using System.Collections.Concurrent;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Domain.Orchestration;
using Microsoft.Extensions.Logging;

namespace AutomationPlatform.Application.Orchestration;

/// <summary>Every line that is logged about engines, numbered.</summary>
internal static partial class EngineLog
{
    [LoggerMessage(1100, LogLevel.Warning, "submission {Submission} of run {Run}: {Trouble}")]
    internal static partial void Trouble(ILogger logger, Guid submission, RunId run, string trouble);

    [LoggerMessage(1101, LogLevel.Warning, "an engine cannot be spoken with here: {Why}")]
    internal static partial void Unusable(ILogger logger, string why);

    [LoggerMessage(1102, LogLevel.Warning, "engines could not be reconciled; trying again")]
    internal static partial void DatabaseLost(ILogger logger, Exception trouble);

    [LoggerMessage(1105, LogLevel.Error, "submission {Submission} could not be looked at; it is looked at again later")]
    internal static partial void Unexpected(ILogger logger, Exception cause, Guid submission);

    [LoggerMessage(1106, LogLevel.Error, "engines could not be reconciled; trying again")]
    internal static partial void Stumbled(ILogger logger, Exception cause);

    [LoggerMessage(
        1107,
        LogLevel.Warning,
        "submission {Submission} had a second job {Job} in engine '{Engine}', which is cancelled"
    )]
    internal static partial void Surplus(ILogger logger, Guid submission, string job, string engine);

    [LoggerMessage(
        1108,
        LogLevel.Warning,
        "submission {Submission} has a second job {Job} that could not be cancelled; end it in the engine: {Why}"
    )]
    internal static partial void SurplusLeft(ILogger logger, Guid submission, string job, string why);

    [LoggerMessage(
        1109,
        LogLevel.Warning,
        "submission {Submission} was sent more than once, and whether it has a second job could not be found out: {Why}"
    )]
    internal static partial void SurplusUnknown(ILogger logger, Guid submission, string why);

    [LoggerMessage(1104, LogLevel.Debug, "submission {Submission} is only polled for now: {Why}")]
    internal static partial void WatchEnded(ILogger logger, Guid submission, string why);

    [LoggerMessage(1103, LogLevel.Warning, "run {Run} cannot be handed to its engine: {Why}")]
    internal static partial void NotDelegated(ILogger logger, RunId run, string why);
}
