using System.Data.Common;
using AutomationPlatform.Domain;
using Microsoft.Extensions.Logging;

namespace AutomationPlatform.Application.Audit;

/// <summary>Logs commands that were refused, each in a transaction of its own. Thread-safe.</summary>
/// <remarks>
/// As good as it can: where the log cannot be written, the refusal alone is told and the trouble is said at DEBUG. Where one
/// command does another, the outer one is logged, which knows best what was wanted.
/// </remarks>
public sealed partial class RefusalLog(IAuditLog log, ILogger<RefusalLog> logger)
{
    private static readonly AsyncLocal<bool> Watched = new();

    /// <summary>How long writing one entry may take before it is given up: 2 seconds.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Does a command, and logs it as refused when it is.</summary>
    /// <param name="entry">The command, made when it is needed.</param>
    /// <param name="command">Does it.</param>
    public async Task<T> WatchAsync<T>(Func<AuditEntry> entry, Func<Task<T>> command)
    {
        ArgumentNullException.ThrowIfNull(entry);
        ArgumentNullException.ThrowIfNull(command);
        if (Watched.Value)
            return await command();
        using var watch = Watch();
        try
        {
            return await command();
        }
        catch (Exception refusal) when (IsRefusal(refusal))
        {
            await RecordAsync(entry(), refusal);
            throw;
        }
    }

    /// <summary>From now on in this flow the caller itself logs what is refused; dispose to end that.</summary>
    public static IDisposable Watch() => new Watching();

    /// <summary>Whether an error says that a command was refused.</summary>
    public static bool IsRefusal(Exception error)
    {
        ArgumentNullException.ThrowIfNull(error);
        return error
            is DomainException
                or RepositoryException
                or ConflictException
                or NotFoundException
                or InvalidInputException;
    }

    /// <summary>Logs a refusal.</summary>
    public async Task RecordAsync(AuditEntry entry, Exception refusal)
    {
        ArgumentNullException.ThrowIfNull(entry);
        ArgumentNullException.ThrowIfNull(refusal);
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await log.RecordAsync(entry with { Error = Text(refusal) }, patience.Token);
        }
        catch (Exception trouble)
            when (trouble is DatabaseUnavailableException or OperationCanceledException or DbException)
        {
            NotLogged(logger, entry.Action.Name, trouble);
        }
    }

    private static string Text(Exception refusal)
    {
        var message = refusal is InvalidInputException input ? input.LoggedMessage : refusal.Message;
        return string.IsNullOrWhiteSpace(message) ? refusal.GetType().Name : message;
    }

    private sealed class Watching : IDisposable
    {
        private readonly bool before = Watched.Value;

        internal Watching() => Watched.Value = true;

        public void Dispose() => Watched.Value = before;
    }

    [LoggerMessage(1201, LogLevel.Debug, "the refused command {Action} could not be logged")]
    private static partial void NotLogged(ILogger logger, string action, Exception trouble);
}
