using AutomationPlatform.Application;
using AutomationPlatform.Application.Orchestration;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Cli;

/// <summary>What a command's exit says; those of <c>sysexits</c> where they fit.</summary>
internal static class ExitCode
{
    /// <summary>Done; a run: COMPLETED.</summary>
    internal const int Done = 0;

    /// <summary>The run ended FAILED or CANCELLED, or an examination found something.</summary>
    internal const int Found = 1;

    /// <summary>Wrong usage.</summary>
    internal const int Usage = 2;

    /// <summary>Bad data or definition, or a handler that cannot be found.</summary>
    internal const int BadData = 65;

    /// <summary>Not found, an input file included.</summary>
    internal const int NotFound = 66;

    /// <summary>Any trouble with the database or an engine.</summary>
    internal const int Unavailable = 69;

    /// <summary>A fault of this program.</summary>
    internal const int Internal = 70;

    /// <summary>Duplicate, stale, wrong state, referenced, would overwrite.</summary>
    internal const int Conflict = 73;

    /// <summary>A file could not be read or written.</summary>
    internal const int InputOutput = 74;

    /// <summary>The run was paused while it was watched.</summary>
    internal const int Paused = 75;

    /// <summary>Not permitted.</summary>
    internal const int NotPermitted = 77;

    /// <summary>Interrupted by Ctrl-C or SIGTERM.</summary>
    internal const int Interrupted = 130;

    /// <summary>The one mapping from what went wrong to the exit code.</summary>
    internal static int Of(Exception failure) =>
        failure switch
        {
            UsageException => Usage,
            OperationCanceledException => Interrupted,
            NotFoundException or EntityNotFoundException => NotFound,
            FileNotFoundException or DirectoryNotFoundException => NotFound,
            DatabaseUnavailableException or EngineException => Unavailable,
            ConflictException or InvalidStateException => Conflict,
            DuplicateEntityException or ConcurrencyException or ReferencedEntityException => Conflict,
            InvalidInputException or DomainException => BadData,
            UnauthorizedAccessException => NotPermitted,
            IOException => InputOutput,
            _ => Internal,
        };

    /// <summary>What the end of a run means for the command that waited for it.</summary>
    internal static int Of(ExecutionStatus end) => end == ExecutionStatus.Completed ? Done : Found;
}

/// <summary>Arguments that cannot be understood together; the message says what to type.</summary>
internal sealed class UsageException(string message) : Exception(message);
