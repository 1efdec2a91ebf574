namespace AutomationPlatform.Application.Events;

/// <summary>Tells a relay that deliveries were written, as far as it can be told.</summary>
public interface IOutboxSignal
{
    /// <summary>Waits until something was written, or for as long as this.</summary>
    Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken);
}
