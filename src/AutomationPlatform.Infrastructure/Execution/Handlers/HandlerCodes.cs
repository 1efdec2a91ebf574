using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Infrastructure.Execution.Handlers.Processes;

namespace AutomationPlatform.Infrastructure.Execution.Handlers;

/// <summary>Error codes that belong to handlers on this machine, beside <see cref="ErrorCodes"/>.</summary>
internal static class HandlerCodes
{
    /// <summary>The system refused to start the process; retried.</summary>
    internal const string NotStarted = "not-started";

    /// <summary>A worker process closed its input or output but lives on; retried.</summary>
    internal const string Protocol = "protocol";

    /// <summary>A process that ended in a way that is a failure.</summary>
    internal static ItemFailed Ended(ChildExit exit) =>
        exit switch
        {
            { Code: { } code } => Technical(ErrorCodes.Exit(code), $"The handler ended with exit code {code}."),
            { Signal: { } signal } => Technical(
                ErrorCodes.Signal(signal),
                $"The handler was ended by signal {signal}."
            ),
            _ => Technical("exit:unknown", "The handler ended, and the system did not say how."),
        };

    private static ItemFailed Technical(string code, string message) => new(code, message, FailureKind.Technical);
}
