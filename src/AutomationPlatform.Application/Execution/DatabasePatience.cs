using Microsoft.Extensions.Logging;

namespace AutomationPlatform.Application.Execution;

/// <summary>Outlasts a database that is away for a while: a worker waits for it rather than losing what it has done.</summary>
/// <remarks>Safe only for what may be repeated; the answers of a claim are, because the fence refuses what was taken already.</remarks>
internal static class DatabasePatience
{
    /// <summary>The wait before the first repetition; it doubles each time.</summary>
    internal static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(200);

    /// <summary>The longest wait between two tries.</summary>
    internal static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    /// <summary>How often it is tried: about a minute and a half in all, longer than a lease.</summary>
    internal const int Tries = 24;

    internal static async Task<T> KeepTryingAsync<T>(
        Func<Task<T>> work,
        ILogger logger,
        CancellationToken cancellationToken,
        int tries = Tries
    )
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await work();
            }
            catch (DatabaseUnavailableException trouble) when (attempt < tries)
            {
                WorkerLog.DatabaseTrouble(logger, trouble);
                var wait = FirstWait * Math.Pow(2, Math.Min(attempt - 1, 10));
                await Task.Delay(wait < LongestWait ? wait : LongestWait, cancellationToken);
            }
        }
    }
}
