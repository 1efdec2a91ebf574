namespace AutomationPlatform.Application.Execution;

/// <summary>Tells waiting workers that work appeared where there was none. A hint only: what it misses, polling finds.</summary>
public interface IWorkSignal
{
    /// <summary>Waits until work may have appeared, or until the time is over.</summary>
    Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken);
}
