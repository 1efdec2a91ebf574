using AutomationPlatform.Domain.Execution;
using Microsoft.Extensions.Logging;

namespace AutomationPlatform.Application.Audit;

/// <summary>Every line that sealing logs, numbered.</summary>
internal static partial class SealLog
{
    [LoggerMessage(1100, LogLevel.Debug, "sealing of run {Run}: {Outcome}")]
    internal static partial void Sealed(ILogger logger, RunId run, SealOutcome outcome);

    [LoggerMessage(1101, LogLevel.Warning, "runs cannot be sealed here: {Why}")]
    internal static partial void CannotSeal(ILogger logger, string why);

    [LoggerMessage(1102, LogLevel.Warning, "sealing met trouble; trying again")]
    internal static partial void Trouble(ILogger logger, Exception trouble);
}
