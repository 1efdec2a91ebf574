using AutomationPlatform.Cli.Console;
using Microsoft.Extensions.Time.Testing;

namespace AutomationPlatform.UnitTests.Cli;

/// <summary>How far something is, in words.</summary>
public sealed class ProgressTests : IDisposable
{
    private readonly FakeTimeProvider clock = new(TypedLine.Now);
    private readonly StringWriter error = new() { NewLine = "\n" };

    public void Dispose() => error.Dispose();

    [Fact]
    public void Done_rate_time_left_and_failures_stand_in_one_line()
    {
        var meter = new ProgressMeter(clock);
        meter.Describe(new Progress(0, 200));
        clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("80 of 200 (40%), 40.0/s, 3s left, 3 failed", meter.Describe(new Progress(80, 200, 3)));
    }

    [Fact]
    public void A_hundred_percent_is_not_said_before_the_end()
    {
        var meter = new ProgressMeter(clock);
        Assert.Equal("99,999 of 100,000 (99%)", meter.Describe(new Progress(99_999, 100_000)));
        Assert.Equal("100,000 of 100,000 (100%)", meter.Describe(new Progress(100_000, 100_000)));
    }

    [Fact]
    public void The_rate_is_that_of_the_last_seconds()
    {
        var meter = new ProgressMeter(clock);
        foreach (var done in (int[])[0, 10_000, 10_000, 10_000, 10_000, 10_000])
        {
            meter.Describe(new Progress(done, 20_000));
            clock.Advance(TimeSpan.FromSeconds(4));
        }
        Assert.Equal("10,000 of 20,000 (50%)", meter.Describe(new Progress(10_000, 20_000)));
    }

    [Fact]
    public void Without_a_total_there_is_no_time_left()
    {
        var meter = new ProgressMeter(clock);
        meter.Describe(new Progress(0, null));
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(
            "12,000 rows, 12,000/s, paused",
            meter.Describe(new Progress(12_000, null, Remark: "paused", Unit: "rows"))
        );
    }

    [Fact]
    public void Nothing_to_do_is_all_done() =>
        Assert.Equal("0 of 0 (100%)", new ProgressMeter(clock).Describe(new Progress(0, 0)));

    [Fact]
    public void Off_a_terminal_there_is_a_line_per_second_at_most_and_the_last_state_at_the_end()
    {
        var lines = new ProgressLines(Terminal(), "import");
        for (var done = 0; done <= 25; done++)
        {
            lines.Report(new Progress(done, 25));
            clock.Advance(TimeSpan.FromMilliseconds(100));
        }
        lines.Finish();
        lines.Finish();
        Assert.Equal(
            """
            import: 0 of 25 (0%)
            import: 10 of 25 (40%), 10.0/s, 2s left
            import: 20 of 25 (80%), 10.0/s, 1s left
            import: 25 of 25 (100%), 10.0/s

            """,
            error.ToString()
        );
    }

    [Fact]
    public async Task Log_lines_stand_above_the_bar_and_never_within_it()
    {
        var screen = new StringWriter { NewLine = "\n" };
        var console = AutomationPlatform.Cli.Console.Terminal.Open(
            screen,
            new ScreenKind(CanMove: true, HasColors: false)
        );
        console.Profile.Width = 120;
        var terminal = new Terminal(console, console, null, TimeProvider.System);
        var log = new ScreenLog(terminal, withTraces: false);
        await ProgressDisplay.WhileAsync(
            terminal,
            "[Customer] import",
            progress =>
            {
                for (var done = 1; done <= 3; done++)
                {
                    progress.Report(new Progress(done, 3));
                    log.Write(Microsoft.Extensions.Logging.LogLevel.Warning, "Worker", $"item {done} failed", null);
                }
                return Task.FromResult(0);
            }
        );
        var lines = screen.ToString().Split('\n');
        Assert.Equal(3, lines.Count(line => line.Contains("WARNING") && !line.Contains(" of 3 ")));
        Assert.Contains("[Customer] import", screen.ToString());
        Assert.Contains("3 of 3 (100%)", screen.ToString());
    }

    private Terminal Terminal() =>
        new(
            AutomationPlatform.Cli.Console.Terminal.Open(TextWriter.Null, screen: null),
            AutomationPlatform.Cli.Console.Terminal.Open(error, screen: null),
            answers: null,
            clock
        );
}
