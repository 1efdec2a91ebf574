using Microsoft.Extensions.Logging;

namespace AutomationPlatform.Cli.Console;

/// <summary>Sends the logs of the whole program to standard error, one line each, above the bar if one is drawn.</summary>
internal static class ScreenLogging
{
    /// <summary>Libraries speak from this level on; below <see cref="LogLevel.Debug"/> they may say all they have.</summary>
    private const LogLevel LibraryLevel = LogLevel.Warning;

    internal static void Add(ILoggingBuilder logging, Terminal terminal)
    {
        var level = LogLevels.OfEnvironment();
        logging.SetMinimumLevel(level);
        foreach (var library in (string[])["Microsoft", "System", "Npgsql", "Polly"])
            logging.AddFilter(library, level == LogLevel.Trace ? LogLevel.Trace : Louder(level));
        logging.AddProvider(new ScreenLoggerProvider(new ScreenLog(terminal, level <= LogLevel.Debug)));
    }

    private static LogLevel Louder(LogLevel level) => level > LibraryLevel ? level : LibraryLevel;

    private sealed class ScreenLoggerProvider(ScreenLog log) : ILoggerProvider
    {
        public ILogger CreateLogger(string categoryName) => new ScreenLogger(log, Source(categoryName));

        public void Dispose() { }

        private static string Source(string category) => category[(category.LastIndexOf('.') + 1)..];
    }

    private sealed class ScreenLogger(ScreenLog log, string source) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            if (IsEnabled(logLevel))
                log.Write(logLevel, source, formatter(state, exception), exception);
        }
    }
}
