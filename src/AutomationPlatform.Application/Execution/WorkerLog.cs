using AutomationPlatform.Domain.Execution;
using Microsoft.Extensions.Logging;

namespace AutomationPlatform.Application.Execution;

/// <summary>Every line that workers log, numbered.</summary>
internal static partial class WorkerLog
{
    [LoggerMessage(1000, LogLevel.Debug, "worker {Name} joined")]
    internal static partial void Joined(ILogger logger, string name);

    [LoggerMessage(1001, LogLevel.Debug, "worker {Name} left: {Answered} answers, {Late} too late")]
    internal static partial void Left(ILogger logger, string name, long answered, long late);

    [LoggerMessage(1002, LogLevel.Warning, "the lease could not be renewed; trying again")]
    internal static partial void LeaseNotRenewed(ILogger logger, Exception trouble);

    [LoggerMessage(
        1003,
        LogLevel.Warning,
        "the lease of {Name} was lost: what it held was given to others; going on under a new one"
    )]
    internal static partial void LeaseLost(ILogger logger, string name);

    [LoggerMessage(1004, LogLevel.Warning, "'{Automation}' cannot be served here: {Why}")]
    internal static partial void NotServable(ILogger logger, string automation, string why);

    [LoggerMessage(1005, LogLevel.Warning, "{Lost} items were lost with their workers and go back to the queue")]
    internal static partial void Rescued(ILogger logger, int lost);

    [LoggerMessage(1006, LogLevel.Warning, "run {Run} is paused: {Reason}")]
    internal static partial void RunPaused(ILogger logger, RunId run, string reason);

    [LoggerMessage(1007, LogLevel.Warning, "{Count} answers of run {Run} came too late and were refused")]
    internal static partial void LateAnswers(ILogger logger, int count, RunId run);

    [LoggerMessage(1008, LogLevel.Warning, "trouble with the database; trying again")]
    internal static partial void DatabaseTrouble(ILogger logger, Exception trouble);

    [LoggerMessage(1009, LogLevel.Debug, "run {Run} ended {Status}")]
    internal static partial void RunEnded(ILogger logger, RunId run, ExecutionStatus status);

    [LoggerMessage(
        1010,
        LogLevel.Warning,
        "the handler of '{Automation}' did not end in time; its slot is abandoned and its answer will be refused"
    )]
    internal static partial void Abandoned(ILogger logger, string automation);

    [LoggerMessage(
        1011,
        LogLevel.Error,
        "the runner of '{Automation}' failed; the attempt counts as a technical failure"
    )]
    internal static partial void RunnerDefect(ILogger logger, string automation, Exception defect);

    [LoggerMessage(1020, LogLevel.Warning, "run {Run} is stopped: {Reason}; what waits is cancelled")]
    internal static partial void StoppedByThreshold(ILogger logger, RunId run, string reason);

    [LoggerMessage(
        1013,
        LogLevel.Warning,
        "worker {Name} could not take its leave of the database; what it still held is others' when its lease is over"
    )]
    internal static partial void NotLeft(ILogger logger, string name);

    [LoggerMessage(1012, LogLevel.Debug, "run {Run} had been paused by another: {Message}")]
    internal static partial void PausedBefore(ILogger logger, RunId run, string message);

    [LoggerMessage(1030, LogLevel.Warning, "what handlers of run {Run} said of their progress could not be written")]
    internal static partial void ProgressNotWritten(ILogger logger, RunId run, Exception trouble);
}
