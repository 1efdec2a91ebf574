using AutomationPlatform.Domain;

namespace AutomationPlatform.Application.Audit;

/// <summary>What a caller says of itself for the log; it flows with the call, as <c>Activity</c> does. Thread-safe.</summary>
public static class AuditScope
{
    private static readonly AsyncLocal<string?> Current = new();

    /// <summary>The correlation id of entries that concern no run with one of its own; null for none.</summary>
    public static string? CorrelationId => Current.Value;

    /// <summary>Gives what is done from now on in this flow a correlation id; dispose to take it back.</summary>
    /// <param name="correlationId">At most <see cref="Limits.CorrelationId"/> characters; longer ones are cut. Null for none.</param>
    public static IDisposable Begin(string? correlationId)
    {
        var before = Current.Value;
        Current.Value = correlationId;
        return new Restoration(before);
    }

    private sealed class Restoration(string? before) : IDisposable
    {
        public void Dispose() => Current.Value = before;
    }
}
