using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace AutomationPlatform.IntegrationTests.Handlers;

/// <summary>Keeps the lines of a log. Thread-safe.</summary>
internal sealed class LogBook : ILoggerProvider, ILogger
{
    internal ConcurrentQueue<string> Lines { get; } = [];

    /// <summary>The errors that were logged, with all that is in them.</summary>
    internal ConcurrentQueue<string> Errors { get; } = [];

    public ILogger CreateLogger(string categoryName) => this;

    public bool IsEnabled(LogLevel logLevel) => true;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    )
    {
        Lines.Enqueue(formatter(state, exception));
        if (exception is not null)
            Errors.Enqueue($"{exception}");
    }

    public void Dispose() => Lines.Clear();
}
