namespace AutomationPlatform.Engines.Logs;

/// <summary>One of the logs that the log of a job is made of.</summary>
/// <param name="HasEnded">Whether nothing is added to it any more, so that the next may follow.</param>
/// <param name="PourAsync">Gives the log from its beginning until the slice is full or there is no more by now.</param>
internal sealed record LogSource(bool HasEnded, Func<LogSlice, CancellationToken, Task> PourAsync);
