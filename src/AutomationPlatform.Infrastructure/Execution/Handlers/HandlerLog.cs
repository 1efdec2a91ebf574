using Microsoft.Extensions.Logging;

namespace AutomationPlatform.Infrastructure.Execution.Handlers;

/// <summary>What runners log; ids 3001 to 3099.</summary>
internal static partial class HandlerLog
{
    [LoggerMessage(
        3001,
        LogLevel.Warning,
        "The worker process {ProcessId} of \"{Automation}\" answered for the id {Id}, which is not in flight; it is ignored, and so are more of them from this process"
    )]
    internal static partial void UnknownAnswer(ILogger logger, int processId, string automation, string id);

    [LoggerMessage(
        3002,
        LogLevel.Warning,
        "The worker process {ProcessId} of \"{Automation}\" reported progress that is not a number from 0 to 1; it is ignored, and so is more of it from this process"
    )]
    internal static partial void BadProgress(ILogger logger, int processId, string automation);

    [LoggerMessage(
        3003,
        LogLevel.Warning,
        "The worker process {ProcessId} of \"{Automation}\" ended: {Message} The next one starts in {Delay}"
    )]
    internal static partial void WorkerEnded(
        ILogger logger,
        int processId,
        string automation,
        string message,
        TimeSpan delay
    );

    [LoggerMessage(
        3004,
        LogLevel.Warning,
        "The worker process {ProcessId} of \"{Automation}\" did not end the item {ItemExecutionId} within {Grace} of being told to; it gets no more items and is killed when its others have ended"
    )]
    internal static partial void WorkerHangs(
        ILogger logger,
        int processId,
        string automation,
        Guid itemExecutionId,
        TimeSpan grace
    );

    [LoggerMessage(
        3005,
        LogLevel.Warning,
        "The C# handler of \"{Automation}\" did not end the item {ItemExecutionId} within {Grace} of being cancelled; it cannot be killed and is left running, its answer will be refused; further ones are not reported"
    )]
    internal static partial void CallAbandoned(ILogger logger, string automation, Guid itemExecutionId, TimeSpan grace);
}
