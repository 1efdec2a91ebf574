using System.Globalization;
using Microsoft.Extensions.Logging;
using Spectre.Console;

namespace AutomationPlatform.Cli.Console;

/// <summary>Writes log lines: time, level, source, message. Lines of the same second show it once. Thread-safe.</summary>
/// <remarks>On a live terminal the lines go through the console that draws the bar, which moves down below them; so no
/// line ever tears it.</remarks>
/// <param name="terminal">Where to.</param>
/// <param name="withTraces">Whether an exception's stack trace is shown below its line.</param>
internal sealed class ScreenLog(Terminal terminal, bool withTraces)
{
    private const int LevelWidth = 8;
    private const string TimeForm = "HH:mm:ss";

    private static readonly Style Dim = new(Color.Grey);

    private readonly Lock writing = new();
    private string lastTime = "";

    internal void Write(LogLevel level, string source, string message, Exception? exception)
    {
        lock (writing)
        {
            var time = terminal.Clock.GetUtcNow().ToString(TimeForm, CultureInfo.InvariantCulture);
            var line = new Paragraph();
            line.Append(time == lastTime ? new string(' ', TimeForm.Length) : time, Dim);
            line.Append(" " + LogLevels.Name(level).PadRight(LevelWidth), StyleOf(level));
            line.Append(" " + Visible.Line(source) + ": ", Dim);
            line.Append(Visible.Line(Describe(message, exception)));
            if (withTraces && exception is not null)
                line.Append("\n" + Visible.Lines(exception.ToString()), Dim);
            line.Append("\n");
            terminal.Error.Write(line);
            lastTime = time;
        }
    }

    private static string Describe(string message, Exception? exception) =>
        exception is null || message.Contains(exception.Message, StringComparison.Ordinal)
            ? message
            : $"{message} ({exception.GetType().Name}: {exception.Message})";

    private static Style? StyleOf(LogLevel level) =>
        level switch
        {
            LogLevel.Critical or LogLevel.Error => new Style(Color.Red),
            LogLevel.Warning => new Style(Color.Yellow),
            LogLevel.Information => new Style(Color.Green),
            _ => Dim,
        };
}
