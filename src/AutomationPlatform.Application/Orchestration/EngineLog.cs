using System.Collections.Concurrent;
using AutomationPlatform.Domain;
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

    [LoggerMessage(1104, LogLevel.Debug, "submission {Submission} is only polled for now: {Why}")]
    internal static partial void WatchEnded(ILogger logger, Guid submission, string why);

    [LoggerMessage(1103, LogLevel.Warning, "run {Run} cannot be handed to its engine: {Why}")]
    internal static partial void NotDelegated(ILogger logger, RunId run, string why);
}
