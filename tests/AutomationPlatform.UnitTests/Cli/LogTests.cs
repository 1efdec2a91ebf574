using AutomationPlatform.Cli;
using AutomationPlatform.Cli.Console;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace AutomationPlatform.UnitTests.Cli;

/// <summary>How log lines look.</summary>
public sealed class LogTests : IDisposable
{
    private readonly FakeTimeProvider clock = new(TypedLine.Now);
    private readonly StringWriter error = new() { NewLine = "\n" };

    public void Dispose() => error.Dispose();

    [Fact]
    public void Lines_of_the_same_second_show_it_once()
    {
        var log = Log(withTraces: false);
        log.Write(LogLevel.Information, "Worker", "serves run 1", null);
        log.Write(LogLevel.Warning, "CommandRunner", "exit 3", null);
        clock.Advance(TimeSpan.FromSeconds(1));
        log.Write(LogLevel.Error, "Worker", "lost the database", new IOException("broken pipe"));
        Assert.Equal(
            """
            08:15:30 INFO     Worker: serves run 1
                     WARNING  CommandRunner: exit 3
            08:15:31 ERROR    Worker: lost the database (IOException: broken pipe)

            """,
            error.ToString()
        );
    }

    [Fact]
    public void A_hostile_message_stays_one_line()
    {
        Log(withTraces: false).Write(LogLevel.Information, "Worker", Told.Hostile, null);
        Assert.Equal(@"08:15:30 INFO     Worker: [red]\u001B[2J\r\nname\u202E\u009B1A" + "\n", error.ToString());
    }

    [Fact]
    public void A_stack_trace_is_shown_only_when_asked_for()
    {
        Log(withTraces: true).Write(LogLevel.Error, "Worker", "fails", new IOException("broken pipe"));
        Assert.Contains("\nSystem.IO.IOException: broken pipe\n", error.ToString());
    }

    [Theory]
    [InlineData(null, LogLevel.Information)]
    [InlineData("", LogLevel.Information)]
    [InlineData("TRACE", LogLevel.Trace)]
    [InlineData("debug", LogLevel.Debug)]
    [InlineData("INFO", LogLevel.Information)]
    [InlineData("WARNING", LogLevel.Warning)]
    [InlineData("ERROR", LogLevel.Error)]
    [InlineData("CRITICAL", LogLevel.Critical)]
    public void A_level_is_read(string? text, LogLevel level) => Assert.Equal(level, LogLevels.Parse(text));

    [Fact]
    public void An_unknown_level_is_refused_by_name() =>
        Assert.Equal(
            "LOG_LEVEL: 'LOUD' is not one of TRACE DEBUG INFO WARNING ERROR CRITICAL",
            Assert.Throws<UsageException>(() => LogLevels.Parse("LOUD")).Message
        );

    [Fact]
    public void The_source_is_the_last_part_of_the_category()
    {
        using var factory = LoggerFactory.Create(logging => ScreenLogging.Add(logging, Terminal()));
        factory
            .CreateLogger("AutomationPlatform.Application.Execution.Worker")
            .Log(LogLevel.Information, default, "joined", null, (text, _) => text);
        factory
            .CreateLogger("Microsoft.EntityFrameworkCore.Database")
            .Log(LogLevel.Information, default, "chatter", null, (text, _) => text);
        Assert.Equal("08:15:30 INFO     Worker: joined\n", error.ToString());
    }

    private ScreenLog Log(bool withTraces) => new(Terminal(), withTraces);

    private Terminal Terminal() =>
        new(
            AutomationPlatform.Cli.Console.Terminal.Open(TextWriter.Null, screen: null),
            AutomationPlatform.Cli.Console.Terminal.Open(error, screen: null),
            answers: null,
            clock
        );
}
